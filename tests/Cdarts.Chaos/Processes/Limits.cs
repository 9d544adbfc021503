namespace Cdarts.Chaos.Processes;

/// <summary>Bounds of waits. They are only ever reached when something is broken.</summary>
public static class Limits
{
    /// <summary>The longest that anything may take.</summary>
    public static TimeSpan Safety { get; } = TimeSpan.FromSeconds(120);
}
