namespace Cdarts.Silo.Membership;

/// <summary>Judges what is seen of a silo's row.</summary>
internal sealed class RowWatch(TimeProvider time)
{
    /// <summary>How long the row may be gone.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    private long? _goneSince;

    /// <summary>True from the first time that the row is gone until it is back.</summary>
    public bool IsGone => _goneSince is not null;

    /// <summary>Takes in a look at the table.</summary>
    /// <param name="exists">Whether the row is there; null when the table does not answer, which says nothing.</param>
    /// <returns>True when the row is gone for too long.</returns>
    public bool IsLost(bool? exists)
    {
        _goneSince = exists switch
        {
            true => null,
            false => _goneSince ?? time.GetTimestamp(),
            null => _goneSince,
        };
        return exists == false && time.GetElapsedTime(_goneSince!.Value) >= Patience;
    }
}
