namespace Cdarts.Engine.Training;

/// <summary>A loss or gradient became infinite or NaN; the update was not committed.</summary>
public sealed class NonFiniteLossException : CdartsException
{
    /// <summary>Creates the exception for the update at <paramref name="cursor"/>.</summary>
    public NonFiniteLossException(Cursor cursor, string quantity)
        : base($"The {quantity} is not finite at {cursor}; the update was not applied: lower the learning rate, or resume from the last checkpoint with another setting.")
    {
        Cursor = cursor;
        Quantity = quantity;
    }

    /// <summary>The update that failed.</summary>
    public Cursor Cursor { get; }

    /// <summary>What was not finite, for example <c>evaluation loss</c>.</summary>
    public string Quantity { get; }
}
