using Cdarts.Engine.Checkpoints;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>What the replicas of a group hold in equal copies. Bound to the training thread.</summary>
internal interface ISharedState
{
    /// <summary>The next update.</summary>
    Cursor Position { get; }

    /// <summary>Device of the tensors.</summary>
    Device Device { get; }

    /// <summary>Every tensor by name, in a fixed order.</summary>
    IEnumerable<(string Name, Tensor Value)> Tensors { get; }

    /// <summary>A copy, as a checkpoint of a generation.</summary>
    CheckpointContent Snapshot(long generation);

    /// <summary>Takes a state's place.</summary>
    /// <exception cref="CdartsException">The state is of another specification, data set, split or network.</exception>
    void Restore(CheckpointReadResult state);
}
