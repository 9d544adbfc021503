using Cdarts.Client.Rendering;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Grains;
using Spectre.Console.Testing;

namespace Cdarts.Client.Tests.Rendering;

public sealed class RunTableTests
{
    [Fact]
    public void Runs_of_every_kind()
    {
        using TestConsole console = new();
        console.Profile.Width = 120;
        console.Write(RunTable.Draw(
            [
                new("quickstart-20260102-030405", RunState.Running, Samples.Start.AddSeconds(-30), new(1, "Joint", 0, 3, 0), 3, null, null),
                new("done", RunState.Completed, Samples.Start.AddDays(-3), new(2, "Joint", 0, 39, 0), 3, 0.4567, null),
                new("new", RunState.Unknown, Samples.Start.AddHours(-3), null, 3, null, null),
                new("broken", RunState.Unknown, null, null, 0, null, "run.json is damaged: restore it."),
            ],
            Samples.Start));

        Expectation.Matches("run-table", console.Output);
    }
}
