using System.Text.RegularExpressions;
using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;
using Cdarts.Client.Engine;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Configuration;

/// <summary>The presets against the specification, sections 4 and 5, and against what their comments promise.</summary>
public sealed partial class PresetTests
{
    /// <summary>Everything that the presets of published searches set; an empty cell is a setting that the preset leaves alone.</summary>
    private const string Published = """
        setting                            | cifar10    | cifar10-4gpu | cifar100   | imagenet     | nasbench201        | nni-cifar10
        variant                            | cream      | cream        | cream      | cream        | cream              | nni
        data.name                          | cifar10    | cifar10      | cifar100   | image-folder | cifar10            | cifar10
        data.batch_size                    | 64         | 256          | 64         | 1024         | 64                 | 256
        data.train_fraction                | 0.5        | 0.5          | 0.5        | 0.5          | 0.5                | 0.5
        data.crop_padding                  | 4          | 4            | 4          |              | 4                  | 4
        data.flip                          | true       | true         | true       | true         | true               | true
        data.device_batch                  |            |              |            | 128          |                    |
        data.split                         |            |              |            | stratified   |                    |
        data.sample_ratio                  |            |              |            | 0.2          |                    |
        data.image_size                    |            |              |            | 224          |                    |
        data.evaluation_resize             |            |              |            | 256          |                    |
        data.jitter_brightness             |            |              |            | 0.4          |                    |
        data.jitter_contrast               |            |              |            | 0.4          |                    |
        data.jitter_saturation             |            |              |            | 0.4          |                    |
        data.jitter_hue                    |            |              |            | 0.2          |                    |
        network.space                      |            |              |            |              | nasbench201        |
        network.channels                   | 16         | 16           | 16         | 16           | 16                 | 16
        network.stem_multiplier            | 3          | 3            | 3          | 1            | 1                  | 1
        network.search_cells               | 8          | 8            | 8          | 8            | 17                 | 8
        network.evaluation_cells           | 20         | 20           | 20         | 14           | 17                 | 20
        network.edge_aggregation           | mean       | mean         | mean       | mean         | sum                | sum
        network.share_modules              | true       | true         | true       | true         | true               | true
        network.fixed_heads                | true       | true         | true       | false        | false              | false
        network.ensemble                   | shared     | shared       | shared     | shared       | shared             | per_network
        network.stem                       |            |              |            | imagenet     |                    |
        schedule.search_warmup_epochs      | 2          | 2            | 2          | 10           | 0                  | 2
        schedule.cycles                    | 30         | 30           | 30         | 30           | 50                 | 30
        schedule.evaluation_warmup_epochs  | 1          | 1            | 1          | 3            | 1                  | 1
        schedule.joint_epochs              | 1          | 1            | 1          | 1            | 1                  | 1
        schedule.evaluation_warmup_split   | valid      | valid        | valid      | valid        | valid              | train
        loss.interactive                   | smooth_l1  | smooth_l1    | smooth_l1  | kl           | smooth_l1          | kl
        loss.temperature                   | 2          | 2            | 2          | 2            | 2                  | 2
        loss.loss_alpha                    | 1          | 1            | 1          | 1            | 1                  | 1
        regulariser.operations             |            |              |            |              | [none]             | [max_pool_3x3, avg_pool_3x3, skip_connect, dil_conv_3x3, dil_conv_5x5]
        regulariser.reduced_skip           |            |              |            |              |                    | false
        regulariser.coefficient            | 5          | 5            | 5          | 5            | 0.8333333333333334 | 5
        regulariser.ratio                  | 0.667      | 0.667        | 0.667      | 0.5          | 0.667              | 0.2
        search_optimizer.learning_rate     | 0.08       | 0.2          | 0.08       | 0.8          | 0.08               | 0.2
        search_optimizer.momentum          | 0.9        | 0.9          | 0.9        | 0.9          | 0.9                | 0.9
        search_optimizer.weight_decay      | 0.0003     | 0.0003       | 0.0003     | 1E-05        | 0.0003             | 0
        search_optimizer.clip_norm         | 5          | 5            | 5          | 5            | 5                  | 5
        search_optimizer.schedule          | constant   | constant     | constant   | constant     | constant           | constant
        evaluation_optimizer.learning_rate | 0.08       | 0.2          | 0.08       | 0.8          | 0.08               | 0.2
        evaluation_optimizer.momentum      | 0.9        | 0.9          | 0.9        | 0.9          | 0.9                | 0.9
        evaluation_optimizer.weight_decay  | 0.0003     | 0.0003       | 0.0003     | 1E-05        | 0.0003             | 0
        evaluation_optimizer.clip_norm     | 5          | 5            | 5          | 5            | 5                  | 5
        evaluation_optimizer.schedule      | constant   | constant     | constant   | constant     | constant           | constant
        alpha_optimizer.learning_rate      | 0.0003     | 0.0003       | 0.0003     | 0.0003       | 0.0003             | 0.0003
        alpha_optimizer.weight_decay       | 0          | 0            | 0          | 1E-05        | 0                  | 0
        alpha_optimizer.beta1              | 0.5        | 0.5          | 0.5        | 0.5          | 0.5                | 0.5
        alpha_optimizer.beta2              | 0.999      | 0.999        | 0.999      | 0.999        | 0.999              | 0.999
        rebuild.dropped_operations         | freeze     | freeze       | freeze     | freeze       | freeze             | drift
        rebuild.batch_norm                 | reset      | reset        | reset      | reset        | reset              | keep
        rebuild.optimizer_state            | keep       | keep         | keep       | keep         | keep               | keep
        retrain.epochs                     | 600        | 600          | 600        | 250          | 200                | 600
        retrain.batch_size                 | 128        | 512          | 128        | 1024         | 256                | 512
        retrain.channels                   | 36         | 36           | 36         | 48           | 16                 | 36
        retrain.stem_multiplier            | 3          | 3            | 3          | 1            | 1                  | 1
        retrain.cells                      | 20         | 20           | 20         | 14           | 17                 | 20
        retrain.affine                     | true       | true         | true       | true         |                    | false
        retrain.learning_rate              | 0.025      | 0.1          | 0.025      | 0.5          | 0.1                | 0.1
        retrain.minimum_learning_rate      | 0          | 0            | 0          | 0            |                    | 1E-06
        retrain.schedule                   | cosine     | cosine       | cosine     | cosine       |                    | cosine
        retrain.momentum                   | 0.9        | 0.9          | 0.9        | 0.9          |                    | 0.9
        retrain.weight_decay               |            |              |            | 3E-05        | 0.0005             |
        retrain.clip_norm                  | 5          | 5            | 5          | 5            | 0                  | 5
        retrain.size_rule                  | true       | true         | true       | false        | false              | true
        retrain.auxiliary_weight           | 0.4        | 0.4          | 0.4        | 0.4          | 0                  | 0.4
        retrain.drop_path                  |            |              |            | 0            | 0                  |
        retrain.drop_path_identity         | false      | false        | false      | false        |                    | true
        retrain.cutout_length              | 16         | 16           | 16         | 0            | 0                  | 16
        retrain.auto_augment               | none       | none         | none       | none         |                    | none
        retrain.label_smoothing            | 0          | 0            | 0          | 0.1          |                    | 0
        retrain.best                       | validation | validation   | validation | validation   | last               | validation
        retrain.warmup_epochs              |            |              |            | 5            |                    |
        retrain.validation_fraction        |            |              |            | 0.02         |                    |
        """;

    public static TheoryData<string> All => [.. PresetCatalog.Names];

    public static TheoryData<string> OfPublishedSearches => [.. Cells(Published.Split('\n')[0])[1..]];

    [Fact]
    public void Every_preset_is_of_a_published_search_or_a_small_one_of_ours() =>
        Assert.Equal([.. Cells(Published.Split('\n')[0])[1..].Concat(["imagenet-smoke", "quickstart"]).Order(StringComparer.Ordinal)], PresetCatalog.Names);

    [Theory]
    [MemberData(nameof(OfPublishedSearches))]
    public void A_preset_sets_what_was_published_and_nothing_else(string preset)
    {
        string[][] rows = [.. Published.ReplaceLineEndings("\n").Split('\n').Select(Cells)];
        int column = Array.IndexOf(rows[0], preset);
        RunSpec spec = Resolve(preset).Spec;

        IEnumerable<string> expected = rows[1..].Where(row => row[column].Length > 0).Select(row => $"{row[0]} = {row[column]}");

        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            PresetCatalog.Read(preset).Values.Keys.Select(key => $"{key} = {SettingCatalog.Find(key)!.GetText(spec)}").Order(StringComparer.Ordinal));
    }

    // What is published and is the default, so that presets need not repeat it.
    [Theory]
    [MemberData(nameof(OfPublishedSearches))]
    public void What_a_preset_leaves_alone_is_as_published_too(string preset)
    {
        RunSpec spec = Resolve(preset).Spec;

        Assert.Equal((0, false), (spec.Seed, spec.Loss.DetachTeacher));
        Assert.Equal((preset == "imagenet" ? 5 : 0, 0, LearningRateSchedule.Cosine, 0.9), (spec.Retrain.WarmupEpochs, spec.Retrain.MixupAlpha, spec.Retrain.Schedule, spec.Retrain.Momentum));
        Assert.Equal(0, spec.Schedule.StepsPerEpoch + spec.Retrain.StepsPerEpoch);
        Assert.Equal(
            preset switch
            {
                "nasbench201" => "none",
                "nni-cifar10" => "max_pool_3x3, avg_pool_3x3, skip_connect, dil_conv_3x3, dil_conv_5x5",
                _ => "max_pool_3x3, avg_pool_3x3, skip_connect",
            },
            string.Join(", ", spec.Regulariser.Operations));
        Assert.Equal(preset == "nasbench201" ? "nasbench201" : "darts", spec.Network.Space);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_value_tells_its_source(string preset)
    {
        string[] lines = Lines(preset);

        Assert.StartsWith("# ", lines[0]);
        Assert.All(lines.Where(line => line.Length > 0 && line[0] != '#' && !Section().IsMatch(line)), line => Assert.Matches(@"^( {2})?[a-z_0-9]+: [^#]*[^# ] +# .*[^ ]$", line));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Config_show_tells_of_every_value_which_layer_set_it(string preset)
    {
        using TestShell shell = new();
        string[] data = preset == "quickstart" ? [] : ["--data", "/pictures"];
        Assert.Equal(ExitCode.Done, await shell.RunAsync(["config", "show", "--preset", preset, "--origin", "--set", "watch.skip_connections=3", .. data]));

        string[] lines = Lines(preset);
        string section = "";
        foreach (string shown in shell.Out.ToString().TrimEnd('\n').Split('\n'))
        {
            Match match = Line().Match(shown);
            if (!match.Success)
            {
                section = shown.TrimEnd(':') + ".";
                continue;
            }

            string leaf = match.Groups["leaf"].Value, key = shown[0] == ' ' ? section + leaf : leaf, origin = match.Groups["origin"].Value;
            if (PresetCatalog.Read(preset).Values.ContainsKey(key))
            {
                Assert.StartsWith($"preset {preset}:", origin);
                Assert.StartsWith($"{leaf}:", lines[int.Parse(origin[(origin.LastIndexOf(':') + 1)..]) - 1].TrimStart());
            }
            else
            {
                Assert.Equal(key switch { "data.path" when data.Length > 0 => "--data", "watch.skip_connections" => "--set", _ => "default" }, origin);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_engine_accepts_every_preset_for_search_and_for_retraining(string preset)
    {
        RunSpec spec = Resolve(preset).Spec;

        new EngineTools().Require(spec);
        new EngineTools().Require(spec with { Task = RunTask.Retrain });
    }

    private static ResolvedSpec Resolve(string preset) =>
        new SpecSources(null, preset, [], new Dictionary<string, string>()) { DataFolder = preset == "quickstart" ? null : "/pictures" }.Resolve();

    private static string[] Lines(string preset)
    {
        using StreamReader reader = new(typeof(PresetCatalog).Assembly.GetManifestResourceStream($"Preset:{preset}.yaml")!);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }

    private static string[] Cells(string row) => [.. row.Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex(@"^[a-z_]+:( +#.*)?$")]
    private static partial Regex Section();

    [GeneratedRegex(@"^ *(?<leaf>[a-z_0-9]+): .*# (?<origin>.+)$")]
    private static partial Regex Line();
}
