namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>The smallest retraining that has everything: two epochs of three steps, pictures held out, a checkpoint after every step.</summary>
internal static class SmallRetraining
{
    public const int Epochs = 2, Steps = 3;

    /// <summary>The settings as <c>--set</c> flags, without those of the data. Drop path begins in the second epoch.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        .. new[]
        {
            "retrain.channels=2", "retrain.cells=3", "retrain.batch_size=4", $"retrain.epochs={Epochs}", $"retrain.steps_per_epoch={Steps}",
            "retrain.size_rule=false", "retrain.drop_path=0.5", "retrain.mixup_alpha=0.4", "retrain.validation_fraction=0.25",
            "checkpoint.interval_seconds=0", "checkpoint.interval_steps=1",
        }.SelectMany(SmallSearch.Set),
    ];
}
