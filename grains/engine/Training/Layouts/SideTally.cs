using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>
/// What the sides tell each other in a vote beside the update itself. No part of the state, and none of what is decided on. Bound to the training thread.
/// </summary>
/// <param name="groups">This replica's groups.</param>
/// <param name="type">Element type.</param>
/// <param name="device">Device.</param>
internal sealed class SideTally(ReplicaGroups groups, ScalarType type, Device device)
{
    private static readonly int Length = Enum.GetValues<SideScalar>().Length;

    /// <summary>The numbers: before the sum this replica's, afterwards those of all.</summary>
    internal Tensor Values { get; } = zeros(Length, dtype: type, device: device);

    /// <summary>Adds the norm of the gradient of what this side alone holds.</summary>
    internal void NoteNorm(Tensor norm)
    {
        using Tensor place = Values[(int)(groups.Role == ReplicaRole.Search ? SideScalar.SearchNorm : SideScalar.EvaluationNorm)];
        place.add_(norm);
    }

    /// <summary>Adds this replica's times since they were last asked for.</summary>
    internal void NoteTimes()
    {
        double[] own = new double[Length];
        own[(int)(groups.Role == ReplicaRole.Search ? SideScalar.SearchWait : SideScalar.EvaluationWait)] = groups.Times.Take().TotalSeconds / groups.Own.WorldSize;
        if (groups.Times.Exchange is { } exchange)
        {
            own[(int)SideScalar.Exchange] = exchange.TotalSeconds;
            own[(int)SideScalar.Exchanges] = 1;
        }

        using Tensor noted = tensor(own).to(type).to(device);
        Values.add_(noted);
    }
}
