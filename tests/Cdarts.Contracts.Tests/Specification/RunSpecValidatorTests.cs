using Cdarts.Contracts.Specification;

namespace Cdarts.Contracts.Tests.Specification;

public sealed class RunSpecValidatorTests
{
    [Theory]
    [InlineData(Variant.Cream)]
    [InlineData(Variant.Nni)]
    public void The_variants_can_be_run(Variant variant) => Assert.Empty(RunSpecValidator.Validate(RunSpec.Of(variant)));

    [Theory]
    [InlineData("seed", "-1", "seed is -1: use an integer, 0 or more.")]
    [InlineData("device", "gpu", "device is gpu: use cpu or cuda:N.")]
    [InlineData("device", "cuda:", "device is cuda:: use cpu or cuda:N.")]
    [InlineData("data.name", "cifar", "data.name is cifar: use sample, cifar10, cifar100, fashion-mnist, idx or image-folder.")]
    [InlineData("data.batch_size", "1", "data.batch_size is 1: use an integer, 2 or more.")]
    [InlineData("data.train_fraction", "0", "data.train_fraction is 0: use a number above 0 and below 1.")]
    [InlineData("data.train_fraction", "1", "data.train_fraction is 1: use a number above 0 and below 1.")]
    [InlineData("data.crop_padding", "-1", "data.crop_padding is -1: use an integer, 0 to 64.")]
    [InlineData("data.device_batch", "1", "data.device_batch is 1: use 0 for no limit, or at least 2, since batch norm cannot normalise a single value.")]
    [InlineData("network.channels", "7", "network.channels is 7: use an even integer, 2 to 4096.")]
    [InlineData("network.channels", "0", "network.channels is 0: use an even integer, 2 to 4096.")]
    [InlineData("network.stem_multiplier", "0", "network.stem_multiplier is 0: use an integer, 1 to 64.")]
    [InlineData("network.search_cells", "2", "network.search_cells is 2: use an integer, 3 to 1000.")]
    [InlineData("network.evaluation_cells", "2", "network.evaluation_cells is 2: use an integer, 3 to 1000.")]
    [InlineData("schedule.search_warmup_epochs", "-1", "schedule.search_warmup_epochs is -1: use an integer, 0 or more.")]
    [InlineData("schedule.cycles", "0", "schedule.cycles is 0: use an integer, 1 or more.")]
    [InlineData("schedule.evaluation_warmup_epochs", "-1", "schedule.evaluation_warmup_epochs is -1: use an integer, 0 or more.")]
    [InlineData("schedule.joint_epochs", "0", "schedule.joint_epochs is 0: use an integer, 1 or more.")]
    [InlineData("schedule.steps_per_epoch", "-1", "schedule.steps_per_epoch is -1: use an integer, 0 or more.")]
    [InlineData("loss.temperature", "0", "loss.temperature is 0: use a number above 0.")]
    [InlineData("loss.loss_alpha", "-1", "loss.loss_alpha is -1: use a number above 0.")]
    [InlineData("regulariser.operations", "[skip_connect, skip_connect]", "regulariser.operations is [skip_connect, skip_connect]: use a list without repetition of names.")]
    [InlineData("regulariser.coefficient", "-0.5", "regulariser.coefficient is -0.5: use a number, 0 or more.")]
    [InlineData("regulariser.ratio", "0", "regulariser.ratio is 0: use a number above 0, 1 at most.")]
    [InlineData("regulariser.ratio", "1.5", "regulariser.ratio is 1.5: use a number above 0, 1 at most.")]
    [InlineData("search_optimizer.learning_rate", "0", "search_optimizer.learning_rate is 0: use a number above 0.")]
    [InlineData("search_optimizer.momentum", "1", "search_optimizer.momentum is 1: use a number, 0 or more and below 1.")]
    [InlineData("evaluation_optimizer.weight_decay", "-1", "evaluation_optimizer.weight_decay is -1: use a number, 0 or more.")]
    [InlineData("evaluation_optimizer.clip_norm", "-1", "evaluation_optimizer.clip_norm is -1: use a number, 0 or more.")]
    [InlineData("alpha_optimizer.learning_rate", "-0.1", "alpha_optimizer.learning_rate is -0.1: use a number above 0.")]
    [InlineData("alpha_optimizer.beta1", "1", "alpha_optimizer.beta1 is 1: use a number, 0 or more and below 1.")]
    [InlineData("alpha_optimizer.beta2", "-0.1", "alpha_optimizer.beta2 is -0.1: use a number, 0 or more and below 1.")]
    [InlineData("checkpoint.interval_seconds", "-1", "checkpoint.interval_seconds is -1: use a number, 0 or more.")]
    [InlineData("checkpoint.interval_steps", "-1", "checkpoint.interval_steps is -1: use an integer, 0 or more.")]
    [InlineData("checkpoint.keep", "0", "checkpoint.keep is 0: use an integer, 1 or more.")]
    [InlineData("held_out.statistics_batches", "0", "held_out.statistics_batches is 0: use an integer, 1 or more.")]
    [InlineData("data.subset", "0", "data.subset is 0: use a number above 0, 1 at most.")]
    [InlineData("data.sample_ratio", "1.5", "data.sample_ratio is 1.5: use a number above 0, 1 at most.")]
    [InlineData("data.jitter_hue", "0.6", "data.jitter_hue is 0.6: use a number, 0 to 0.5.")]
    [InlineData("data.path", "pictures", "data.path is pictures: leave it empty, since data.name is sample, or use the data.name of what lies there.")]
    public void An_impossible_value_is_one_sentence(string key, string text, string sentence) =>
        Assert.Equal(sentence, Assert.Single(RunSpecValidator.Validate(With(key, text))).ToSentence());

    [Fact]
    public void An_image_folder_has_rules_of_its_own()
    {
        RunSpec folder = new() { Data = new() { Name = "image-folder", Path = "pictures" } };
        Assert.Empty(RunSpecValidator.Validate(folder));
        Assert.Equal(["data.evaluation_resize is 200: use at least data.image_size, 224."], Problems(folder with { Data = folder.Data with { EvaluationResize = 200 } }));

        RunSpec retrain = folder with { Task = RunTask.Retrain };
        Assert.Equal(["retrain.cutout_length is 16: use 0, since data.name is image-folder."], Problems(retrain));
        Assert.Equal(
            ["retrain.auto_augment is cifar10: use imagenet or none, since data.name is image-folder."],
            Problems(retrain with { Retrain = new() { CutoutLength = 0, AutoAugment = AutoAugmentPolicy.Cifar10 } }));
        Assert.Empty(Problems(retrain with { Retrain = new() { CutoutLength = 0, AutoAugment = AutoAugmentPolicy.Imagenet } }));
        Assert.Equal(
            ["retrain.auto_augment is imagenet: use cifar10 or none, since data.name is sample."],
            Problems(new() { Task = RunTask.Retrain, Retrain = new() { AutoAugment = AutoAugmentPolicy.Imagenet } }));

        static IEnumerable<string> Problems(RunSpec spec) => RunSpecValidator.Validate(spec).Select(problem => problem.ToSentence());
    }

    [Theory]
    [InlineData("data.batch_size", "2")]
    [InlineData("data.device_batch", "2")]
    [InlineData("network.channels", "2")]
    [InlineData("network.search_cells", "3")]
    [InlineData("network.evaluation_cells", "3")]
    [InlineData("schedule.search_warmup_epochs", "0")]
    [InlineData("schedule.cycles", "1")]
    [InlineData("data.crop_padding", "0")]
    [InlineData("regulariser.operations", "[]")]
    [InlineData("regulariser.ratio", "1")]
    [InlineData("regulariser.coefficient", "0")]
    [InlineData("search_optimizer.momentum", "0")]
    [InlineData("checkpoint.keep", "1")]
    [InlineData("device", "cuda:3")]
    public void The_edge_of_a_range_is_inside_it(string key, string text) => Assert.Empty(RunSpecValidator.Validate(With(key, text)));

    [Theory]
    [InlineData("cifar10")]
    [InlineData("cifar100")]
    [InlineData("fashion-mnist")]
    [InlineData("idx")]
    public void Pictures_that_are_not_built_in_need_a_folder(string name) =>
        Assert.Equal(
            $"data.path is empty: name its folder with --data{(name is "idx" or "image-folder" ? "" : $" (`cdarts data fetch {name}` makes one)")}, or use data.name sample.",
            Assert.Single(RunSpecValidator.Validate(With("data.name", name))).ToSentence());

    [Fact]
    public void Stacking_belongs_to_the_fast_form()
    {
        RunSpec spec = SettingCatalog.Build([new("network.stacking", StackingChoice.Dense), new("network.form", NetworkForm.Straight)]);

        Assert.Equal(
            "network.stacking is dense: leave it auto, since network.form is straight, or use network.form fast.",
            Assert.Single(RunSpecValidator.Validate(spec)).ToSentence());
        Assert.Empty(RunSpecValidator.Validate(With("network.stacking", "dense")));
        Assert.Empty(RunSpecValidator.Validate(With("network.form", "straight")));
    }

    [Fact]
    public void A_number_that_is_not_finite_is_refused() =>
        Assert.Single(RunSpecValidator.Validate(RunSpec.Cream with { Loss = new() { Temperature = double.NaN } }));

    [Fact]
    public void Another_layout_is_refused() =>
        Assert.Equal(
            "schema_version is 2: this version of cdarts runs 1.",
            Assert.Single(RunSpecValidator.Validate(RunSpec.Cream with { SchemaVersion = 2 })).ToSentence());

    [Fact]
    public void All_problems_are_named_in_order()
    {
        RunSpec spec = SettingCatalog.Build([new("network.channels", 3), new("data.batch_size", 1)]);

        Assert.Equal(["data.batch_size", "network.channels"], RunSpecValidator.Validate(spec).Select(problem => problem.Key));
    }

    [Fact]
    public void The_origin_is_named_when_known() =>
        Assert.Equal(
            "seed is -1 (spec.yaml:3): use an integer, 0 or more.",
            Assert.Single(RunSpecValidator.Validate(With("seed", "-1"))).ToSentence("spec.yaml:3"));

    private static RunSpec With(string key, string text) => SettingCatalog.Build([new(key, SettingCatalog.Find(key)!.Read(text)!)]);
}
