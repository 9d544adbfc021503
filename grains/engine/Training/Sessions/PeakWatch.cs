using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Diagnostics;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>The most memory that a replica has had since its session was opened. Bound to the training thread.</summary>
internal sealed class PeakWatch(Func<Device> device)
{
    private double _most;

    /// <summary>A phase begins: its own peak is counted from now.</summary>
    internal void Begin()
    {
        Note();
        PeakMemory.Reset();
    }

    /// <summary>The peaks of all replicas so far in MiB, by rank, 0 where the system does not tell; all must call it.</summary>
    internal IReadOnlyList<double> OfAll(ICollective group)
    {
        Note();
        byte[] own = MemoryMarshal.AsBytes<double>([Math.Round(_most)]).ToArray();
        return [.. group.AllGather(own).Select(bytes => MemoryMarshal.Read<double>(bytes))];
    }

    private void Note() => _most = Math.Max(_most, DeviceMemory.PeakMebibytes(device()) ?? 0);
}
