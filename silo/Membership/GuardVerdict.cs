namespace Cdarts.Silo.Membership;

/// <summary>What the guard found, for the exit code.</summary>
internal sealed class GuardVerdict
{
    private volatile bool _isLost;

    /// <summary>True: the membership has lost this silo.</summary>
    public bool IsLost
    {
        get => _isLost;
        set => _isLost = value;
    }
}
