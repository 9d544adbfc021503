using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training.Layouts;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>What the replicas of a group hold in equal copies. Bound to the training thread.</summary>
internal interface ISharedState
{
    /// <summary>The next update.</summary>
    Cursor Position { get; }

    /// <summary>Device of the tensors.</summary>
    Device Device { get; }

    /// <summary>Who holds which network, where not every replica holds all of the state; else null.</summary>
    ReplicaRoles? Roles { get; }

    /// <summary>Every tensor by name, in a fixed order.</summary>
    IEnumerable<(string Name, Tensor Value)> Tensors { get; }

    /// <summary>A copy, as a checkpoint of a generation.</summary>
    CheckpointContent Snapshot(long generation);

    /// <summary>
    /// Takes the role of a generation, with what that needs of the states of others; all replicas of the group call it, on this replica or in their places.
    /// </summary>
    /// <returns>False, and nothing is done, when every replica of the group holds the same and this one already does.</returns>
    bool TakeRole(SessionGroup next);

    /// <summary>Takes a state's place.</summary>
    /// <exception cref="CdartsException">The state is of another specification, data set, split or network.</exception>
    void Restore(CheckpointReadResult state);
}
