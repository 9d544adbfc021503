// A stand-in for the few functions of the CUDA runtime that are used: an event is reached at its third query after it was recorded on the default stream.
#include <stddef.h>

enum { OK = 0, INVALID_VALUE = 1, INVALID_DEVICE = 101, NOT_READY = 600, ILLEGAL_ADDRESS = 700, DEVICES = 2 };

static struct event { int live, recorded, queries; } only;
static int device = -1, broken;

int standin_device(void) { return device; }
int standin_live(void) { return only.live; }
void standin_break(int value) { broken = value; }

int cudaSetDevice(int index) {
    if (index < 0 || index >= DEVICES) return INVALID_DEVICE;
    device = index;
    return OK;
}

int cudaEventCreateWithFlags(struct event **event, unsigned flags) {
    if (flags != 2 || only.live) return INVALID_VALUE;
    only = (struct event){ 1, 0, 0 };
    *event = &only;
    return OK;
}

int cudaEventRecord(struct event *event, void *stream) {
    if (event != &only || stream) return INVALID_VALUE;
    event->recorded = 1;
    event->queries = 0;
    return OK;
}

int cudaEventQuery(struct event *event) {
    if (broken) return ILLEGAL_ADDRESS;
    if (event != &only || !event->recorded) return INVALID_VALUE;
    return ++event->queries < 3 ? NOT_READY : OK;
}

int cudaEventDestroy(struct event *event) { return event->live = 0, OK; }

const char *cudaGetErrorString(int result) { return result == ILLEGAL_ADDRESS ? "an illegal memory access was encountered" : "invalid device ordinal"; }
