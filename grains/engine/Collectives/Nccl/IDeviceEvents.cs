namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>Tells when a device has done what was enqueued, without ever waiting for it: a device whose peer is lost waits for ever. Of one thread.</summary>
internal interface IDeviceEvents : IDisposable
{
    /// <summary>Makes the device the calling thread's.</summary>
    void Select();

    /// <summary>Marks what is enqueued by now; an earlier mark is forgotten.</summary>
    void Record();

    /// <summary>Whether the device has come to the mark.</summary>
    /// <exception cref="CdartsException">The device has failed.</exception>
    bool Reached();
}
