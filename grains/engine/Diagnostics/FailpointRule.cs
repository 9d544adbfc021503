using System.Globalization;
using System.Text.RegularExpressions;

namespace Cdarts.Engine.Diagnostics;

/// <summary>One rule of <see cref="Failpoints"/>: which place, where, which time, and what then.</summary>
internal sealed partial class FailpointRule
{
    private const string PausePrefix = "pause:";

    private readonly string _name;
    private readonly Regex? _position;
    private readonly int? _nth;
    private readonly string _action;
    private int _hits;

    private FailpointRule(string name, string? position, int? nth, string action)
    {
        _name = name;
        _position = position is null ? null : new Regex($@"(?<!\w){Regex.Escape(position)}(?!\w)", RegexOptions.CultureInvariant);
        _nth = nth;
        _action = action;
    }

    /// <summary>Reads rules; <paramref name="where"/> names their source in an error.</summary>
    /// <exception cref="CdartsException">A rule is malformed.</exception>
    public static FailpointRule[] Parse(string rules, string where) =>
        [.. rules.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(rule => ParseOne(rule, where))];

    /// <summary>Whether the rule applies now; counts the times that its place was reached.</summary>
    public bool IsHit(string name, string position) =>
        name == _name && (_position is null || _position.IsMatch(position)) && (Interlocked.Increment(ref _hits) == _nth || _nth is null);

    /// <summary>Dies, throws or waits.</summary>
    public void Act()
    {
        switch (_action)
        {
            case "kill":
                OwnProcess.Kill();
                break;
            case "fail":
                throw new IOException($"failpoint {_name}");
            case "nospace":
                throw new IOException($"No space left on device : failpoint {_name}", DiskFull.HResult);
            default:
                WaitFor(_action[PausePrefix.Length..]);
                break;
        }
    }

    private static FailpointRule ParseOne(string rule, string where)
    {
        Match match = Pattern().Match(rule);
        if (!match.Success)
        {
            throw new CdartsException(
                $"{where} has the rule '{rule}', which is not of the form name[@position][#nth]=action with one of the actions kill, fail, nospace, pause:FILE.");
        }

        string? position = match.Groups["position"] is { Success: true } found ? found.Value : null;
        int? nth = match.Groups["nth"] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : null;
        return new FailpointRule(match.Groups["name"].Value, position, nth, match.Groups["action"].Value);
    }

    private static void WaitFor(string file)
    {
        using ManualResetEventSlim never = new();
        while (!File.Exists(file))
        {
            never.Wait(TimeSpan.FromMilliseconds(50));
        }
    }

    [GeneratedRegex(@"^(?<name>[a-z0-9.-]+)(@(?<position>[^=#]+))?(#(?<nth>[1-9][0-9]{0,8}))?=(?<action>kill|fail|nospace|pause:.+)$")]
    private static partial Regex Pattern();
}
