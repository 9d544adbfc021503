using Cdarts.Client.Rendering;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console.Testing;

namespace Cdarts.Client.Tests.Rendering;

public sealed class RunFrameTests
{
    private readonly FakeTimeProvider _time = new(Samples.Start.AddSeconds(102));

    [Fact]
    public void A_run_in_its_joint_epochs() => Expectation.Matches("frame-joint", Draw(Busy(), unicode: true));

    [Fact]
    public void A_terminal_without_unicode() => Expectation.Matches("frame-ascii", Draw(Busy(), unicode: false));

    [Fact]
    public void The_search_warm_up_has_no_cycle_and_no_topology()
    {
        RunView view = new("demo");
        view.Apply(new RunSnapshot(Samples.At(1), Samples.Start, Samples.Status(RunState.Running)));
        view.Apply(new PhaseStarted(Samples.At(2), Samples.Start, new(0, "SearchWarmup", 0, 0, 0)));
        view.Apply(new ProgressMade(Samples.At(3), Samples.Start, Samples.Progress(3, 4) with
        {
            Committed = new(0, "SearchWarmup", 0, 3, 0), EvaluationLoss = null, InteractiveLoss = null, RegulariserLoss = null, EvaluationAccuracy = null,
        }));

        Expectation.Matches("frame-warmup", Draw(view, unicode: true));
    }

    [Fact]
    public void A_run_that_waits()
    {
        RunView view = new("demo");
        view.Apply(new StateChanged(Samples.At(1), Samples.Start, RunState.Preparing));

        Expectation.Matches("frame-preparing", Draw(view, unicode: true));
    }

    [Fact]
    public void Names_and_warnings_are_not_markup()
    {
        RunView view = new("[red]x[/]");
        view.Apply(new WarningRaised(Samples.At(1), Samples.Start, "disk [full]"));
        view.Notice = "[stop]";

        string text = Draw(view, unicode: true);

        Assert.Contains("[red]x[/]", text);
        Assert.Contains("disk [full]", text);
        Assert.Contains("[stop]", text);
    }

    [Fact]
    public void A_topology_that_cannot_be_read_is_left_out()
    {
        RunView view = Busy();
        view.Apply(new TopologyAdopted(Samples.At(9), Samples.Start, Samples.Network with { Topology = new(1, "garbage", "") }));

        Assert.DoesNotContain("topology", Draw(view, unicode: true));
    }

    [Fact]
    public void Only_the_newest_warnings_stay()
    {
        RunView view = new("demo");
        foreach (int number in Enumerable.Range(1, 5))
        {
            view.Apply(new WarningRaised(Samples.At(number), Samples.Start, $"w{number}"));
        }

        Assert.Equal(["w3", "w4", "w5"], view.Warnings);
    }

    private static RunView Busy()
    {
        RunView view = new("demo");
        view.Apply(new RunSnapshot(Samples.At(1), Samples.Start, Samples.Status(RunState.Running)));
        view.Apply(new TopologyAdopted(Samples.At(2), Samples.Start, Samples.Network));
        view.Apply(new ProgressMade(Samples.At(3), Samples.Start.AddSeconds(80), Samples.Progress(7, 100)));
        view.Apply(new CheckpointWritten(Samples.At(4), Samples.Start.AddSeconds(90), Samples.Checkpoint));
        view.Apply(new HeldOutMeasured(Samples.At(5), Samples.Start.AddSeconds(91), 0, Samples.HeldOut));
        view.Apply(new ProgressMade(Samples.At(6), Samples.Start.AddSeconds(100), Samples.Progress(17, 110)));
        view.Apply(new WarningRaised(Samples.At(7), Samples.Start, "The disk is nearly full, so a checkpoint was not written."));
        return view;
    }

    private string Draw(RunView view, bool unicode)
    {
        using TestConsole console = new();
        console.Profile.Width = 80;
        console.Write(new RunFrame(new FakeEngineTools(), _time).Draw(view, unicode));
        return console.Output;
    }
}
