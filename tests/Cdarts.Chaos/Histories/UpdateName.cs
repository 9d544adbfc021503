using System.Globalization;
using System.Text.RegularExpressions;

namespace Cdarts.Chaos.Histories;

/// <summary>The name of an update, as cursors are written: <c>cycle 1 Joint epoch 2 step 3 update 2</c>, with counts from 1.</summary>
/// <param name="Cycle">Cycle.</param>
/// <param name="Phase">Phase.</param>
/// <param name="Epoch">Epoch of the phase.</param>
/// <param name="Step">Step of the epoch.</param>
/// <param name="Number">Update of the step.</param>
public readonly partial record struct UpdateName(int Cycle, string Phase, int Epoch, int Step, int Number)
{
    /// <summary>The stream whose samples the update learns from.</summary>
    public string Stream => (Phase, Number) switch
    {
        ("EvaluationWarmup", _) => "EvaluationWarmup",
        ("Joint", 1) => "SearchValid",
        _ => "SearchTrain",
    };

    /// <summary>Whether the step is committed with this update.</summary>
    public bool EndsStep => Phase != "Joint" || Number == 2;

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static UpdateName Parse(string text)
    {
        Match match = Pattern().Match(text);
        return match.Success
            ? new(Count(match, 1), match.Groups[2].Value, Count(match, 3), Count(match, 4), match.Groups[5].Success ? Count(match, 5) : 1)
            : throw new FormatException($"'{text}' is not the name of an update.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"cycle {Cycle} {Phase} epoch {Epoch} step {Step}" + (Number == 1 ? "" : $" update {Number}");

    private static int Count(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^cycle ([0-9]+) ([A-Za-z]+) epoch ([0-9]+) step ([0-9]+)(?: update ([0-9]+))?$")]
    private static partial Regex Pattern();
}
