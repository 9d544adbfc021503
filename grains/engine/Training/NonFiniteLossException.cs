using Cdarts.Engine.Training.Retraining;

namespace Cdarts.Engine.Training;

/// <summary>A loss or gradient became infinite or NaN; the update was not committed.</summary>
public sealed class NonFiniteLossException : CdartsException
{
    /// <summary>Creates the exception for the update of a search at <paramref name="cursor"/>.</summary>
    public NonFiniteLossException(Cursor cursor, string quantity)
        : this(cursor.ToString(), quantity) => Cursor = cursor;

    private NonFiniteLossException(string where, string quantity)
        : base($"The {quantity} is not finite at {where}; the update was not applied, and a checkpoint of the state before it is kept: start a new run with a lower learning rate.")
    {
        Quantity = quantity;
    }

    /// <summary>The exception for the update of a retraining at <paramref name="cursor"/>.</summary>
    public static NonFiniteLossException InRetraining(RetrainCursor cursor, string quantity) => new(cursor.ToString(), quantity);

    /// <summary>The update that failed; null in a retraining.</summary>
    public Cursor? Cursor { get; }

    /// <summary>What was not finite, for example <c>evaluation loss</c>.</summary>
    public string Quantity { get; }
}
