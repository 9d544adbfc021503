// A stand-in for libnccl.so.2 on host memory, for tests of the layer above it: several processes, or several threads of one, meet in a POSIX shared
// memory segment named by the unique id. Communicators are non-blocking; calls run on a thread of the communicator, in order; until they are done the
// asynchronous state is ncclInProgress. Sums go in the order of the ranks. Calls that do not match end in ncclInvalidUsage, a dead peer in
// ncclRemoteError. standin_set switches faults on.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef STANDIN_VERSION
#define STANDIN_VERSION 22705
#endif

enum { OK, CUDA_ERROR, SYSTEM_ERROR, INTERNAL_ERROR, BAD_ARGUMENT, BAD_USAGE, REMOTE_ERROR, IN_PROGRESS };
enum { MAX_RANKS = 8, SLOT = 256 << 10, BOX = 16 << 10 };

// Faults, each for one rank: the values of Fault in NcclStandIn.cs.
enum { HANG_INIT, HANG_CALL, HANG_ENQUEUE, HANG_ABORT, ERROR_CODE, REFUSE_CODE, FAULT_AT, SLOW_MICROSECONDS, FAULTS };
static atomic_long faults[FAULTS][MAX_RANKS];

void standin_set(int fault, int rank, long value) { faults[fault][rank] = value; }
void standin_reset(void) { memset((void *)faults, 0, sizeof faults); }

typedef struct { char bytes[128]; } unique_id;

typedef struct {
    size_t size;
    unsigned magic, version;
    int blocking, cgaClusterSize, minCTAs, maxCTAs;
    const char *netName;
    int splitShare, trafficClass;
} config;

size_t standin_config_layout(int field) {
    static const size_t layout[] = {
        sizeof(config), offsetof(config, magic), offsetof(config, version), offsetof(config, blocking), offsetof(config, cgaClusterSize),
        offsetof(config, minCTAs), offsetof(config, maxCTAs), offsetof(config, netName), offsetof(config, splitShare), offsetof(config, trafficClass),
    };
    return layout[field];
}

typedef struct { int call, type, root; size_t count; } description;

typedef struct {
    atomic_int pid, gone;
    atomic_ulong phase;
    description call;
} member;

typedef struct {
    atomic_int full;
    size_t total, length;
    unsigned char data[BOX];
} box;

typedef struct {
    atomic_int joined;
    member members[MAX_RANKS];
    box boxes[MAX_RANKS][MAX_RANKS];
    unsigned char slots[MAX_RANKS][SLOT];
} segment;

enum { ALL_REDUCE, BROADCAST, ALL_GATHER, REDUCE_SCATTER, SEND, RECEIVE, FINALIZE };

typedef struct operation {
    description what;
    const unsigned char *in;
    unsigned char *out;
    size_t done;
    long number;
    struct operation *next; // of the same batch
} operation;

typedef struct batch {
    operation *first;
    struct batch *next;
} batch;

typedef struct comm {
    segment *shared;
    char name[64];
    int rank, size;
    long calls;
    unsigned long phase;
    atomic_int state, abort, stop, inside;
    pthread_t worker;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    batch *first, *last;
} comm;

static size_t size_of(int type) {
    static const size_t sizes[] = { 1, 1, 4, 4, 8, 8, 2, 4, 8, 2 };
    return sizes[type];
}

static int is_point_to_point(const operation *o) { return o->what.call == SEND || o->what.call == RECEIVE; }

// Waits a little; after a while, tells of an abort and of peers that this rank needs and that are gone.
typedef struct { int turns; } pace;

static int wait_turn(comm *c, pace *p) {
    if (c->abort) return INTERNAL_ERROR;
    if (++p->turns < 200) sched_yield();
    else usleep(50);
    return OK;
}

static int is_lost(comm *c, int rank) {
    member *m = &c->shared->members[rank];
    return m->gone || (kill(m->pid, 0) != 0 && errno == ESRCH);
}

static int meet(comm *c) {
    c->shared->members[c->rank].phase = ++c->phase;
    for (int r = 0; r < c->size; r++) {
        for (pace p = { 0 }; c->shared->members[r].phase < c->phase;) {
            int result = wait_turn(c, &p);
            if (result) return result;
            if (p.turns % 64 == 63 && is_lost(c, r) && c->shared->members[r].phase < c->phase) return REMOTE_ERROR;
        }
    }
    return OK;
}

static float wide(uint16_t bits) {
    uint32_t w = (uint32_t)bits << 16;
    float f;
    memcpy(&f, &w, 4);
    return f;
}

static uint16_t narrow(float f) {
    uint32_t w;
    memcpy(&w, &f, 4);
    return (uint16_t)((w + 0x7fff + ((w >> 16) & 1)) >> 16);
}

#define ADD(TYPE) for (size_t i = 0; i < count; i++) ((TYPE *)to)[i] = (TYPE)(((TYPE *)to)[i] + ((const TYPE *)from)[i])
static void add(int type, void *to, const void *from, size_t count) {
    switch (type) {
    case 0: ADD(int8_t); break;
    case 1: ADD(uint8_t); break;
    case 2: ADD(int32_t); break;
    case 3: ADD(uint32_t); break;
    case 4: ADD(int64_t); break;
    case 5: ADD(uint64_t); break;
    case 6: ADD(_Float16); break;
    case 7: ADD(float); break;
    case 8: ADD(double); break;
    default: for (size_t i = 0; i < count; i++) ((uint16_t *)to)[i] = narrow(wide(((uint16_t *)to)[i]) + wide(((const uint16_t *)from)[i]));
    }
}

static int agree(comm *c, const operation *o) {
    c->shared->members[c->rank].call = o->what;
    int result = meet(c);
    for (int r = 0; r < c->size && !result; r++) {
        description *other = &c->shared->members[r].call;
        if (other->call != o->what.call || other->type != o->what.type || other->root != o->what.root || other->count != o->what.count) result = BAD_USAGE;
    }
    return result ? result : meet(c);
}

// Brings pieces of `count` elements from every rank's input at `offset` together in the slots.
static int share(comm *c, const operation *o, size_t offset, size_t count) {
    size_t element = size_of(o->what.type);
    if (o->in) memcpy(c->shared->slots[c->rank], o->in + offset * element, count * element);
    return meet(c);
}

static int sum(comm *c, const operation *o, size_t offset, size_t count, unsigned char *out) {
    int result = share(c, o, offset, count);
    if (result) return result;
    if (out) {
        memcpy(out, c->shared->slots[0], count * size_of(o->what.type));
        for (int r = 1; r < c->size; r++) add(o->what.type, out, c->shared->slots[r], count);
    }
    return meet(c);
}

static int run_collective(comm *c, const operation *o) {
    size_t element = size_of(o->what.type), most = SLOT / element, total = o->what.count, result = agree(c, o);
    int scatter = o->what.call == REDUCE_SCATTER, blocks = scatter ? c->size : 1;
    for (int b = 0; b < blocks; b++) {
        for (size_t at = 0; at < total && !result; at += most) {
            size_t count = total - at < most ? total - at : most;
            if (o->what.call == ALL_REDUCE || scatter) {
                result = sum(c, o, b * total + at, count, scatter && b != c->rank ? NULL : o->out + at * element);
                continue;
            }
            result = share(c, o, at, count);
            for (int r = 0; r < c->size && !result; r++) {
                if (o->what.call == ALL_GATHER) memcpy(o->out + (r * total + at) * element, c->shared->slots[r], count * element);
                else if (r == o->what.root) memcpy(o->out + at * element, c->shared->slots[r], count * element);
            }
            if (!result) result = meet(c);
        }
    }
    return result;
}

// One step of a send or receive; *moved tells whether there was something to do.
static int move(comm *c, operation *o, int *moved) {
    int sends = o->what.call == SEND;
    size_t total = o->what.count * size_of(o->what.type);
    box *b = sends ? &c->shared->boxes[c->rank][o->what.root] : &c->shared->boxes[o->what.root][c->rank];
    if (o->done == total || b->full == sends) return OK;
    *moved = 1;
    if (sends) {
        b->total = total;
        b->length = total - o->done < BOX ? total - o->done : BOX;
        memcpy(b->data, o->in + o->done, b->length);
    } else {
        if (b->total != total) return BAD_USAGE;
        memcpy(o->out + o->done, b->data, b->length);
    }
    o->done += b->length;
    b->full = sends;
    return OK;
}

static int run_point_to_point(comm *c, operation *first) {
    for (pace p = { 0 };;) {
        int open = 0, moved = 0, result = OK;
        for (operation *o = first; o; o = o->next) {
            if (!is_point_to_point(o)) continue;
            if ((result = move(c, o, &moved))) return result;
            if (o->done < o->what.count * size_of(o->what.type)) open = 1;
        }
        if (!open) return OK;
        if (moved) p.turns = 0;
        else if ((result = wait_turn(c, &p))) return result;
        for (operation *o = first; o && p.turns % 64 == 63; o = o->next) {
            if (is_point_to_point(o) && is_lost(c, o->what.root)) return REMOTE_ERROR;
        }
    }
}

static int fault_at(comm *c, int fault, long number) {
    return faults[fault][c->rank] && faults[FAULT_AT][c->rank] == number ? (int)faults[fault][c->rank] : 0;
}

static int run_batch(comm *c, batch *b) {
    int result = OK, points = 0;
    if (faults[SLOW_MICROSECONDS][c->rank]) usleep(faults[SLOW_MICROSECONDS][c->rank]);
    for (operation *o = b->first; o && !result; o = o->next) {
        while (fault_at(c, HANG_CALL, o->number) && !c->abort) usleep(50);
        if ((result = fault_at(c, ERROR_CODE, o->number))) break;
        if (is_point_to_point(o)) points = 1;
        else if (o->what.call != FINALIZE) result = run_collective(c, o);
    }
    return !result && points ? run_point_to_point(c, b->first) : result;
}

static int join(comm *c) {
    int file = shm_open(c->name, O_CREAT | O_RDWR, 0600);
    if (file < 0 || ftruncate(file, sizeof(segment)) != 0) return SYSTEM_ERROR;
    segment *shared = mmap(NULL, sizeof(segment), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (shared == MAP_FAILED) return SYSTEM_ERROR;
    c->shared = shared;
    shared->members[c->rank].pid = getpid();
    shared->joined++;
    for (pace p = { 0 }; shared->joined < c->size || faults[HANG_INIT][c->rank];) {
        int result = wait_turn(c, &p);
        if (result) return result;
    }
    return OK;
}

static void free_batch(batch *b) {
    for (operation *o = b->first; o;) {
        operation *next = o->next;
        free(o);
        o = next;
    }
    free(b);
}

static void *work(void *argument) {
    comm *c = argument;
    int result = join(c);
    if (c->rank == 0) shm_unlink(c->name); // everybody has it open, or nobody will
    c->state = result;
    pthread_mutex_lock(&c->mutex);
    while (!c->stop) {
        batch *b = c->first;
        if (!b) {
            pthread_cond_wait(&c->changed, &c->mutex);
            continue;
        }
        pthread_mutex_unlock(&c->mutex);
        if (!result) result = run_batch(c, b);
        pthread_mutex_lock(&c->mutex);
        c->first = b->next;
        free_batch(b);
        if (!c->first) c->last = NULL;
        if (result || !c->first) c->state = result;
    }
    pthread_mutex_unlock(&c->mutex);
    return NULL;
}

static void enqueue(comm *c, operation *operations) {
    batch *b = calloc(1, sizeof *b);
    b->first = operations;
    pthread_mutex_lock(&c->mutex);
    c->state = IN_PROGRESS;
    if (c->last) c->last->next = b;
    else c->first = b;
    c->last = b;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->mutex);
}

static _Thread_local int depth;
static _Thread_local comm *grouped;
static _Thread_local operation *group_first, *group_last;

static int enter(comm *c, int kind, const void *in, void *out, size_t count, int type, int root) {
    if (type < 0 || type > 9 || root < 0 || root >= c->size) return BAD_ARGUMENT;
    if (c->state) return c->state == IN_PROGRESS ? BAD_USAGE : c->state; // the caller did not wait for the state
    if (count == 0) return OK;
    long number = ++c->calls;
    while (fault_at(c, HANG_ENQUEUE, number) && !c->abort) usleep(50);
    if (c->abort) return INTERNAL_ERROR;
    int refused = fault_at(c, REFUSE_CODE, number);
    if (refused) return refused;
    operation *o = calloc(1, sizeof *o);
    *o = (operation){ .what = { kind, type, root, count }, .in = in, .out = out, .number = number };
    if (!depth) {
        enqueue(c, o);
        return IN_PROGRESS;
    }
    if (group_last) group_last->next = o;
    else group_first = o;
    group_last = o;
    grouped = c;
    return OK;
}

static int call(comm *c, int kind, const void *in, void *out, size_t count, int type, int root) {
    if (!c) return BAD_ARGUMENT;
    c->inside++;
    int result = enter(c, kind, in, out, count, type, root);
    c->inside--;
    return result;
}

static int leave(comm *c) {
    while (c->inside) usleep(50);
    pthread_mutex_lock(&c->mutex);
    c->stop = 1;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->mutex);
    pthread_join(c->worker, NULL);
    if (c->shared) {
        c->shared->members[c->rank].gone = 1;
        munmap(c->shared, sizeof(segment));
    }
    while (c->first) {
        batch *next = c->first->next;
        free_batch(c->first);
        c->first = next;
    }
    free(c);
    return OK;
}

int ncclGetVersion(int *version) { return *version = STANDIN_VERSION, OK; }

int ncclGetUniqueId(unique_id *id) {
    static atomic_int counter;
    for (int i = 0; i < 128; i++) id->bytes[i] = (char)(i ^ 0x5a);
    snprintf(id->bytes, 64, "/nccl-standin-%d-%p-%d", getpid(), (void *)&counter, counter++);
    return OK;
}

int ncclCommInitRankConfig(comm **out, int size, unique_id id, int rank, config *settings) {
    if (!settings || settings->size != sizeof(config) || settings->magic != 0xcafebeef || settings->version < 21400 || settings->blocking != 0) return BAD_ARGUMENT;
    if (settings->splitShare != INT_MIN || settings->netName) return BAD_ARGUMENT;
    for (int i = 64; i < 128; i++) if (id.bytes[i] != (char)(i ^ 0x5a)) return BAD_ARGUMENT;
    if (size < 1 || size > MAX_RANKS || rank < 0 || rank >= size) return BAD_ARGUMENT;
    comm *c = calloc(1, sizeof *c);
    memcpy(c->name, id.bytes, sizeof c->name);
    c->rank = rank;
    c->size = size;
    c->state = IN_PROGRESS;
    pthread_mutex_init(&c->mutex, NULL);
    pthread_cond_init(&c->changed, NULL);
    *out = c;
    return pthread_create(&c->worker, NULL, work, c) ? SYSTEM_ERROR : IN_PROGRESS;
}

int ncclCommGetAsyncError(comm *c, int *state) { return *state = c->state, OK; }
int ncclCommCount(comm *c, int *count) { return *count = c->size, OK; }
int ncclCommUserRank(comm *c, int *rank) { return *rank = c->rank, OK; }

int ncclCommFinalize(comm *c) {
    operation *o = calloc(1, sizeof *o);
    o->what.call = FINALIZE;
    enqueue(c, o);
    return IN_PROGRESS;
}

int ncclCommDestroy(comm *c) { return leave(c); }

int ncclCommAbort(comm *c) {
    while (faults[HANG_ABORT][c->rank]) usleep(50);
    c->abort = 1;
    return leave(c);
}

int ncclGroupStart(void) { return depth++, OK; }

int ncclGroupEnd(void) {
    if (depth == 0) return BAD_USAGE;
    if (--depth || !group_first) return OK;
    operation *operations = group_first;
    group_first = group_last = NULL;
    enqueue(grouped, operations);
    return IN_PROGRESS;
}

int ncclAllReduce(const void *in, void *out, size_t count, int type, int op, comm *c, void *stream) {
    return op != 0 || stream ? BAD_ARGUMENT : call(c, ALL_REDUCE, in, out, count, type, 0);
}

int ncclBroadcast(const void *in, void *out, size_t count, int type, int root, comm *c, void *stream) {
    return stream ? BAD_ARGUMENT : call(c, BROADCAST, in, out, count, type, root);
}

int ncclAllGather(const void *in, void *out, size_t count, int type, comm *c, void *stream) {
    return stream ? BAD_ARGUMENT : call(c, ALL_GATHER, in, out, count, type, 0);
}

int ncclReduceScatter(const void *in, void *out, size_t count, int type, int op, comm *c, void *stream) {
    return op != 0 || stream ? BAD_ARGUMENT : call(c, REDUCE_SCATTER, in, out, count, type, 0);
}

int ncclSend(const void *in, size_t count, int type, int peer, comm *c, void *stream) {
    return stream ? BAD_ARGUMENT : call(c, SEND, in, NULL, count, type, peer);
}

int ncclRecv(void *out, size_t count, int type, int peer, comm *c, void *stream) {
    return stream ? BAD_ARGUMENT : call(c, RECEIVE, NULL, out, count, type, peer);
}

const char *ncclGetErrorString(int result) {
    static const char *texts[] = {
        "no error", "unhandled cuda error", "unhandled system error", "internal error", "invalid argument", "invalid usage", "remote process exited or there was a network error", "NCCL operation in progress",
    };
    return result >= 0 && result <= IN_PROGRESS ? texts[result] : "unknown result code";
}

const char *ncclGetLastError(comm *c) {
    (void)c;
    return "told by the stand-in";
}
