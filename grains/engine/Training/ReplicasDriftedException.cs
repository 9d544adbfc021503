namespace Cdarts.Engine.Training;

/// <summary>Replicas that must be equal to the last bit are not: what was trained since the last checkpoint cannot be trusted.</summary>
public sealed class ReplicasDriftedException : CdartsException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="cursor">The next update.</param>
    /// <param name="rank">Rank that compared.</param>
    /// <param name="other">Rank that differs from it.</param>
    public ReplicasDriftedException(Cursor cursor, int rank, int other)
        : base(
            $"The replicas have drifted apart by {cursor}: rank {other} holds another state than rank {rank}; resume from the last checkpoint, and check that all "
            + "silos run the same version on like devices.")
    {
    }
}
