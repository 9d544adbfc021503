namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>An event on the default stream of a CUDA device.</summary>
internal sealed class CudaEvents(CudaRuntime runtime, int device) : IDeviceEvents
{
    private nint _event;

    public void Select() => runtime.SetDevice(device);

    public void Record()
    {
        if (_event == 0)
        {
            _event = runtime.CreateEvent();
        }

        runtime.RecordEvent(_event);
    }

    public bool Reached() => runtime.QueryEvent(_event);

    public void Dispose()
    {
        if (_event != 0)
        {
            runtime.DestroyEvent(_event);
            _event = 0;
        }
    }
}
