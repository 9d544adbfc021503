namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>
/// Groups whose tensors go over NCCL. A generation is first formed by <em>control</em> groups, which authenticate the replicas, carry bytes and watch over
/// liveness; NCCL's own traffic is neither authenticated nor encrypted and belongs on a private network. Thread-safe.
/// </summary>
public sealed class NcclCollectives : ICollectives
{
    private readonly ICollectives _control;
    private readonly NcclLibrary _library;
    private readonly Func<IDeviceEvents> _events;
    private readonly NcclOptions _options;

    internal NcclCollectives(ICollectives control, NcclLibrary library, Func<IDeviceEvents> events, NcclOptions options) =>
        (_control, _library, _events, _options) = (control, library, events, options);

    /// <summary>Which NCCL is used: library and version.</summary>
    public string Library => _library.Description;

    /// <summary>Loads NCCL for a CUDA device.</summary>
    /// <param name="control">Makes the control groups; theirs must be able to tell of a fault (<see cref="IFaultSignal"/>).</param>
    /// <param name="device">Number of the CUDA device.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="CdartsException">NCCL or the CUDA runtime cannot be loaded.</exception>
    public static NcclCollectives OnCuda(ICollectives control, int device, NcclOptions options)
    {
        NcclLibrary library = NcclLibrary.Load(options.LibraryPath);
        CudaRuntime runtime = CudaRuntime.Load();
        return new NcclCollectives(control, library, () => new CudaEvents(runtime, device), options);
    }

    /// <inheritdoc/>
    public ICollectiveSeat Open(string run, long generation) => new NcclSeat(_control.Open(run, generation), _library, _events, _options);
}
