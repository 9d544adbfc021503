namespace Cdarts.Engine.Training.Layouts.Estimates;

/// <summary>What connects replicas, as far as an estimate of times needs it: the same between any two.</summary>
/// <param name="BytesPerSecond">Bytes per second of a replica, in each direction at once.</param>
/// <param name="Latency">Seconds of a message without content.</param>
internal readonly record struct Wire(double BytesPerSecond, double Latency = 50e-6)
{
    /// <summary>No time at all.</summary>
    internal static Wire None { get; } = new(double.PositiveInfinity, 0);

    /// <summary>Seconds of a sum over replicas: each sends and gets 2 (W - 1) / W of the bytes, in 2 log2 W rounds.</summary>
    internal double Sum(double bytes, int replicas) =>
        replicas == 1 ? 0 : (2.0 * (replicas - 1) / replicas * bytes / BytesPerSecond) + (2 * Math.Ceiling(Math.Log2(replicas)) * Latency);

    /// <summary>Seconds of a message.</summary>
    internal double Message(double bytes) => (bytes / BytesPerSecond) + Latency;
}
