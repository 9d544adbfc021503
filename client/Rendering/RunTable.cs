using Cdarts.Contracts.Grains;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>One run in <c>list</c>.</summary>
/// <param name="Name">Name.</param>
/// <param name="State">State; running while a process holds the run's lock.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Cursor">Newest committed step, or null.</param>
/// <param name="Cycles">Cycles of the run.</param>
/// <param name="HeldOutAccuracy">Of a completed run, 0 to 1.</param>
/// <param name="Problem">Why the folder cannot be read, or null.</param>
internal sealed record RunLine(
    string Name, RunState State, DateTimeOffset? CreatedAt, RunCursor? Cursor, int Cycles, double? HeldOutAccuracy, string? Problem);

/// <summary>The table of <c>list</c>.</summary>
internal static class RunTable
{
    public static Table Draw(IEnumerable<RunLine> runs, DateTimeOffset now)
    {
        Table table = new Table().AddColumns("run", "state", "at", "held-out", "created");
        foreach (RunLine run in runs)
        {
            table.AddRow(
                run.Name.EscapeMarkup(),
                run.Problem is null ? Wording.State(run.State) : "unreadable",
                run.Problem?.EscapeMarkup() ?? (run.Cursor is null ? "" : Wording.Place(run.Cursor, run.Cycles)),
                run.HeldOutAccuracy is null ? "" : Wording.Accuracy(run.HeldOutAccuracy),
                run.CreatedAt is { } created ? Wording.Age(created, now) : "");
        }

        return table;
    }
}
