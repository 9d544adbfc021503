namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>
/// The smallest search that has everything: a search warm-up, two cycles, every phase with three steps, a checkpoint after every step. All with the
/// same seed and pictures, so that any two must end equal.
/// </summary>
internal static class SmallSearch
{
    public const int Cycles = 2, StepsPerEpoch = 3;

    /// <summary>Steps of the whole run: one search warm-up, and an evaluation warm-up and a joint epoch in each cycle.</summary>
    public const int Steps = StepsPerEpoch * (1 + (2 * Cycles));

    /// <summary>The settings as <c>--set</c> flags, without those of the data.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        .. new[]
        {
            "network.channels=2", "network.search_cells=3", "network.evaluation_cells=3", "data.batch_size=4", "schedule.search_warmup_epochs=1",
            $"schedule.cycles={Cycles}", "schedule.evaluation_warmup_epochs=1", "schedule.joint_epochs=1", $"schedule.steps_per_epoch={StepsPerEpoch}",
            "checkpoint.interval_seconds=0", "checkpoint.interval_steps=1", "held_out.statistics_batches=2",
        }.SelectMany(Set),
    ];

    /// <summary>A setting as a flag.</summary>
    public static string[] Set(string setting) => ["--set", setting];
}
