using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Layouts.Estimates;
using Cdarts.Engine.Training.Memory;

namespace Cdarts.Engine.Tests.Training.Layouts.Estimates;

public class LayoutReportTests
{
    private static readonly CdartsSettings Settings = new() { Data = new() { BatchSize = 64 }, Device = "cuda:0" };
    private static readonly LayoutCosts Costs = new(SearchHalf: .01, EvaluationHalf: .02, SearchWeights: .01, EvaluationAlone: .015) { SharedBytes = 4, ExchangeBytes = 120 };

    [Fact]
    public void Both_layouts_have_memory_and_times()
    {
        IReadOnlyList<string> lines = Lines(Settings, null);
        Assert.Equal("together, 2 replicas: about 5.7 GiB at 32 pictures at once; 1.28 s for a joint step, 100 pictures/s", lines[0]);
        Assert.Equal(
            "split, 1 search and 1 evaluation replicas: about 7.2 GiB for search at 64 pictures at once, about 4.1 GiB for evaluation at 64 pictures at once;"
            + " 1.92 s for a joint step, 67 pictures/s",
            lines[1]);
        Assert.Equal("measured: here; estimated: memory, and messages at 1.1 GB/s and replica", lines[3]);
    }

    [Fact]
    public void The_ratio_of_the_settings_shares_replicas_out() =>
        Assert.StartsWith("split, 2 search and 1 evaluation replicas: ", Lines(Settings with { Split = new() { SearchReplicas = 2 } }, null, replicas: 3)[1]);

    /// <summary>One evaluation replica of four would need 1.3 s for its half.</summary>
    [Fact]
    public void A_faster_ratio_is_named() =>
        Assert.EndsWith("; the fastest ratio of so many is 2:2", Lines(Settings with { Split = new() { SearchReplicas = 3 } }, null, replicas: 4)[1]);

    [Fact]
    public void The_faster_layout_is_better_if_both_fit() => Assert.Equal(
        "together is better: a whole search takes 1.64 times as long split,"
        + " where search replicas are idle for 33 % and evaluation replicas for 33 % of a joint step",
        Lines(Settings, 8L << 30)[2]);

    [Fact]
    public void The_layout_that_fits_is_better_if_the_other_does_not()
    {
        Assert.Equal("together is better: it fits, while split needs 7.2 GiB of the 6.0 GiB of cuda:0", Lines(Settings, 6L << 30)[2]);
        Assert.StartsWith("split is better: it fits, while together needs ", Lines(Settings, 6L << 30, replicas: 3, together: 300)[2]);
        Assert.Equal(
            "neither fits: together needs 5.7 GiB of the 5.0 GiB of cuda:0, split needs 7.2 GiB of the 5.0 GiB of cuda:0;"
            + " set data.device_batch or network.checkpoint_cells=true, and look again",
            Lines(Settings, 5L << 30)[2]);
    }

    /// <summary>With much to sum and little to compute.</summary>
    [Fact]
    public void Fewer_replicas_of_each_network_sum_their_gradients_faster()
    {
        LayoutCosts costs = new(1e-6, 1e-6, 1e-6, 1e-6) { SearchBytes = 1e8, EvaluationBytes = 1e8 };
        string sentence = LayoutReport.Of(Settings, Memory(150), costs, null, 2, 1, "measured: here")[2];
        Assert.StartsWith("split is better: a whole search takes 0.", sentence);
    }

    private static IReadOnlyList<string> Lines(CdartsSettings settings, long? available, int replicas = 2, int together = 150) =>
        LayoutReport.Of(settings, Memory(together), Costs, available, replicas, 1.1, "measured: here");

    private static Func<ReplicaRole, MemoryEstimate> Memory(int together) => role => role switch
    {
        ReplicaRole.Search => new(1L << 30, 100 << 20, 0),
        ReplicaRole.Evaluation => new(1L << 30, 50 << 20, 0),
        _ => new(1L << 30, (long)together << 20, 0),
    };
}
