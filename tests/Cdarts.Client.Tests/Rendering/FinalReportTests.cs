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

    [Fact]
    public void A_retrained_network_has_a_test_accuracy_and_a_best_epoch()
    {
        string report = Write(Samples.Outcome with { Retrain = new(3, "validation", new(.5, 1.5, 6000)) });

        Assert.Matches(@"test accuracy +45\.7 % of 1,000 pictures, loss 1\.5432 *\n", report);
        Assert.Matches(@"network +123,456 parameters", report);
        Assert.Matches(@"best epoch +4, by validation, 50\.0 % of the 6,000 pictures held out of the train list", report);
        Assert.DoesNotContain("held-out", report);
        Assert.DoesNotContain("evaluation network", report);
    }

    [Fact]
    public void Peaks_of_memory_are_shown_by_replica()
    {
        Assert.Matches(@"peak memory +1,234 MiB *\n", Write(Samples.Outcome with { PeakMemoryMib = [1234] }));
        Assert.Matches(@"peak memory +replica 0: 900 MiB, replica 1: not known *\n", Write(Samples.Outcome with { PeakMemoryMib = [900, 0] }));
    }

    private static string Write(RunOutcome outcome)
    {
        using TestConsole console = new();
        console.Profile.Width = 120;
        new FinalReport(console, new FakeEngineTools()).Write("demo", "runs/demo", outcome);
        return console.Output;
    }
}
