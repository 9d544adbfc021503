namespace Cdarts.Engine.Checkpoints;

/// <summary>A checkpoint could not be written. Earlier ones are untouched, and the training can go on.</summary>
public sealed class CheckpointWriteException : CdartsException
{
    /// <summary>Creates the exception.</summary>
    public CheckpointWriteException(string message, Exception cause) : base(message, cause)
    {
    }
}
