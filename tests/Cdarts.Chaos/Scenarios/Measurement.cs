namespace Cdarts.Chaos.Scenarios;

/// <summary>One figure.</summary>
/// <param name="Label">What was measured.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Target">How long it may take.</param>
public sealed record Measurement(string Label, double Seconds, double Target);
