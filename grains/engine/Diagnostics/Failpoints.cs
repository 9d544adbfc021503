namespace Cdarts.Engine.Diagnostics;

/// <summary>
/// Places in the program, named, at which a test can make the process die, fail or wait. Inert in normal use. Safe to call from any thread.
/// </summary>
/// <remarks>
/// The environment variable <see cref="Variable"/>, read when the first place is reached, holds rules divided by <c>;</c>, each
/// <c>name[@position][#nth]=action</c>. A rule applies to every time that the place is reached at that position, or to the nth such time only (from 1).
/// The position matches as a run of whole words: <c>step 1</c> is not found in <c>step 12</c>. Actions: <c>kill</c> (SIGKILL to the own process),
/// <c>fail</c> (an <see cref="IOException"/>), <c>nospace</c> (the one of a full disk), <c>pause:FILE</c> (wait until the file exists).
/// </remarks>
public static class Failpoints
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "CDARTS_FAILPOINTS";

    private static readonly Lock Guard = new();

    // True until the environment has been read and found empty: the one check that an inert place costs.
    private static volatile bool _armed = true;
    private static FailpointRule[]? _rules;

    /// <summary>Tells that the place <paramref name="name"/> is reached.</summary>
    /// <param name="name">Name of the place, for example <c>joint.between-updates</c>.</param>
    /// <param name="position">Where in the run, for example a cursor; matched by the test's condition.</param>
    /// <exception cref="IOException">A rule says <c>fail</c> or <c>nospace</c>.</exception>
    /// <exception cref="CdartsException">The environment variable cannot be read.</exception>
    public static void Reach(string name, string position = "")
    {
        if (_armed)
        {
            Apply(name, position);
        }
    }

    /// <summary>The same for a position that is only put into words when a failpoint is set, for example a cursor.</summary>
    /// <inheritdoc cref="Reach(string, string)"/>
    public static void Reach<T>(string name, T position)
        where T : struct
    {
        if (_armed)
        {
            Apply(name, position.ToString() ?? "");
        }
    }

    /// <summary>Sets rules for the whole process until disposed. Tests that use it must not run in parallel.</summary>
    internal static IDisposable Use(string rules)
    {
        FailpointRule[] wanted = FailpointRule.Parse(rules, "Failpoints.Use");
        lock (Guard)
        {
            Restoration restoration = new(_rules, _armed);
            (_rules, _armed) = (wanted, true);
            return restoration;
        }
    }

    private static void Apply(string name, string position)
    {
        FailpointRule[] rules;
        lock (Guard)
        {
            rules = _rules ??= FailpointRule.Parse(Environment.GetEnvironmentVariable(Variable) ?? "", Variable);
            _armed = rules.Length > 0;
        }

        foreach (FailpointRule rule in rules)
        {
            if (rule.IsHit(name, position))
            {
                rule.Act();
            }
        }
    }

    private sealed class Restoration(FailpointRule[]? rules, bool armed) : IDisposable
    {
        public void Dispose()
        {
            lock (Guard)
            {
                (_rules, _armed) = (rules, armed);
            }
        }
    }
}
