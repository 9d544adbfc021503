using System.Collections.Immutable;
using Cdarts.Contracts.Specification;

namespace Cdarts.Contracts.Tests.Specification;

public sealed class SettingCatalogTests
{
    [Fact]
    public void Keys_are_snake_case_in_the_order_of_the_specification()
    {
        string[] expected =
        [
            "variant", "seed", "precision", "device", "strategy", "task", "layout",
            "data.name", "data.path", "data.batch_size", "data.train_fraction", "data.crop_padding", "data.flip",
            "data.image_size", "data.evaluation_resize", "data.subset", "data.split", "data.sample_ratio", "data.bad_pictures",
            "data.jitter_brightness", "data.jitter_contrast", "data.jitter_saturation", "data.jitter_hue", "data.device_batch",
            "network.channels", "network.stem", "network.stem_multiplier", "network.search_cells", "network.evaluation_cells",
            "network.edge_aggregation", "network.share_modules", "network.fixed_heads", "network.ensemble", "network.form", "network.stacking", "network.space",
            "network.checkpoint_cells",
            "schedule.search_warmup_epochs", "schedule.cycles", "schedule.evaluation_warmup_epochs", "schedule.joint_epochs",
            "schedule.steps_per_epoch", "schedule.evaluation_warmup_split",
            "loss.interactive", "loss.temperature", "loss.loss_alpha", "loss.detach_teacher",
            "regulariser.operations", "regulariser.reduced_skip", "regulariser.coefficient", "regulariser.ratio",
            "search_optimizer.learning_rate", "search_optimizer.momentum", "search_optimizer.weight_decay", "search_optimizer.clip_norm",
            "search_optimizer.schedule",
            "evaluation_optimizer.learning_rate", "evaluation_optimizer.momentum", "evaluation_optimizer.weight_decay",
            "evaluation_optimizer.clip_norm", "evaluation_optimizer.schedule",
            "alpha_optimizer.learning_rate", "alpha_optimizer.weight_decay", "alpha_optimizer.beta1", "alpha_optimizer.beta2",
            "rebuild.dropped_operations", "rebuild.batch_norm", "rebuild.optimizer_state",
            "checkpoint.interval_seconds", "checkpoint.interval_steps", "checkpoint.keep",
            "held_out.statistics_batches",
            "watch.skip_connections",
            "retrain.genotype", "retrain.epochs", "retrain.steps_per_epoch", "retrain.batch_size", "retrain.channels", "retrain.stem_multiplier",
            "retrain.cells", "retrain.affine", "retrain.learning_rate", "retrain.minimum_learning_rate", "retrain.schedule", "retrain.warmup_epochs",
            "retrain.momentum", "retrain.weight_decay", "retrain.clip_norm", "retrain.label_smoothing", "retrain.auxiliary_weight", "retrain.drop_path",
            "retrain.drop_path_identity", "retrain.size_rule", "retrain.cutout_length", "retrain.auto_augment", "retrain.mixup_alpha", "retrain.best",
            "retrain.validation_fraction", "cluster.minimum_replicas", "cluster.maximum_replicas", "cluster.sync_batch_norm",
            "split.search_replicas", "split.evaluation_replicas", "split.exchange", "split.check_interval", "split.evaluation_warmup", "split.mirror",
        ];

        Assert.Equal(expected, SettingCatalog.All.Select(setting => setting.Key));
    }

    [Fact]
    public void Every_setting_is_described_by_a_sentence() =>
        Assert.All(SettingCatalog.All, setting => Assert.Matches(@"^[A-Z].*\.$", setting.Description));

    [Fact]
    public void Every_default_reads_back_from_its_own_text()
    {
        foreach (SettingKey setting in SettingCatalog.All)
        {
            object value = setting.Get(RunSpec.Nni);

            Assert.Equal(value, setting.Read(setting.GetText(RunSpec.Nni)));
            Assert.Equal(setting.ValueType, value.GetType());
        }
    }

    [Theory]
    [InlineData("seed", "1.5")]
    [InlineData("seed", "")]
    [InlineData("seed", "99999999999999999999")]
    [InlineData("network.channels", "eight")]
    [InlineData("network.channels", "1e1")]
    [InlineData("data.flip", "yes")]
    [InlineData("data.flip", "True")]
    [InlineData("loss.temperature", "NaN")]
    [InlineData("loss.temperature", "1e999")]
    [InlineData("loss.temperature", "1,5")]
    [InlineData("loss.interactive", "SmoothL1")]
    [InlineData("loss.interactive", "1")]
    [InlineData("regulariser.operations", "[max_pool_3x3")]
    public void A_text_of_the_wrong_type_is_no_value(string key, string text) =>
        Assert.Null(SettingCatalog.Find(key)!.Read(text));

    [Theory]
    [InlineData("[max_pool_3x3, skip_connect]")]
    [InlineData("max_pool_3x3,skip_connect")]
    [InlineData(" [ max_pool_3x3 , skip_connect ] ")]
    public void A_list_may_have_brackets_or_not(string text) =>
        Assert.Equal(ImmutableArray.Create("max_pool_3x3", "skip_connect"), SettingCatalog.Find("regulariser.operations")!.Read(text));

    [Fact]
    public void Building_from_values_leaves_the_shared_defaults_alone()
    {
        RunSpec built = SettingCatalog.Build([new("network.channels", 8), new("seed", 7L)]);

        Assert.Equal(8, built.Network.Channels);
        Assert.Equal(RunSpec.Cream with { Seed = 7, Network = RunSpec.Cream.Network with { Channels = 8 } }, built);
        Assert.Equal(16, RunSpec.Cream.Network.Channels);
    }

    [Fact]
    public void Lists_are_compared_by_value()
    {
        RunSpec one = RunSpec.Cream with { Regulariser = new() { Operations = ["skip_connect"] } };
        RunSpec same = RunSpec.Cream with { Regulariser = new() { Operations = ["skip_connect"] } };

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, RunSpec.Cream);
    }
}
