namespace Cdarts.Benchmarks.Devices;

/// <summary>How a check ended.</summary>
internal enum Outcome
{
    /// <summary>As it should.</summary>
    Passed = 0,

    /// <summary>Not as it should.</summary>
    Failed = 1,

    /// <summary>This machine does not have what it needs.</summary>
    Skipped = 2,
}

/// <summary>What a check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Device">Where; empty for the machine.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">Why, where it did not pass.</param>
/// <param name="Figures">What was measured, by name with unit.</param>
/// <param name="Seconds">Time that it took.</param>
internal sealed record Finding(string Check, string Device, Outcome Outcome, string? Message, IReadOnlyDictionary<string, object> Figures, double Seconds);

/// <summary>A check cannot be made here.</summary>
internal sealed class SkippedException(string reason) : Exception(reason);
