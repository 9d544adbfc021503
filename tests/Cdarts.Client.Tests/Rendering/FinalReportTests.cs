using Cdarts.Client.Rendering;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Grains;
using Spectre.Console.Testing;

namespace Cdarts.Client.Tests.Rendering;

public sealed class FinalReportTests
{
    [Fact]
    public void A_completed_run() => Expectation.Matches("final-report", Write(Samples.Outcome));

    [Fact]
    public void An_accuracy_of_another_topology_says_so() =>
        Assert.Contains("trained with the last cycle's topology", Write(Samples.Outcome with { EvaluationTopologyJson = Samples.OtherGenotypeText }));

    private static string Write(RunOutcome outcome)
    {
        using TestConsole console = new();
        console.Profile.Width = 120;
        new FinalReport(console, new FakeEngineTools()).Write("demo", "runs/demo", outcome);
        return console.Output;
    }
}
