using System.Reflection;
using Cdarts.Contracts.Specification;
using Cdarts.Engine;
using Cdarts.Engine.Training.Retraining;
using Cdarts.Grains.Settings;

namespace Cdarts.Grains.Tests.Settings;

public sealed class RetrainMappingTests
{
    /// <summary>Keys of other sections that a retraining shares, with the engine's settings of theirs.</summary>
    private static readonly Dictionary<string, string> Shared = new()
    {
        ["seed"] = "Seed",
        ["precision"] = "Precision",
        ["device"] = "Device",
        ["data.name"] = "Data.Name",
        ["data.path"] = "Data.Path",
        ["data.image_size"] = "Data.ImageSize",
        ["data.evaluation_resize"] = "Data.EvaluationResize",
        ["data.subset"] = "Data.Subset",
        ["data.bad_pictures"] = "Data.BadPictures",
        ["data.jitter_brightness"] = "Data.JitterBrightness",
        ["data.jitter_contrast"] = "Data.JitterContrast",
        ["data.jitter_saturation"] = "Data.JitterSaturation",
        ["data.jitter_hue"] = "Data.JitterHue",
        ["data.crop_padding"] = "Augmentation.CropPadding",
        ["data.flip"] = "Augmentation.Flip",
        ["data.device_batch"] = "Data.DeviceBatch",
        ["network.stem"] = "Network.Stem",
        ["network.form"] = "Network.Form",
        ["network.checkpoint_cells"] = "Network.CheckpointCells",
        ["cluster.sync_batch_norm"] = "SyncBatchNorm",
    };

    /// <summary>What the engine's data settings have for searches alone.</summary>
    private static readonly string[] Unused = ["Data.TrainFraction", "Data.CropPadding", "Data.Flip", "Data.Split", "Data.SampleRatio"];

    private static IEnumerable<SettingKey> Keys => SettingCatalog.All.Where(setting => setting.Key != "retrain.genotype");

    [Fact]
    public void The_default_specification_is_the_engines_default() =>
        Assert.Equal(Flatten(RetrainSettings.Cream), Flatten(RetrainMapping.ToSettings(RunSpec.Cream)));

    [Fact]
    public void The_nni_specification_is_the_engines_nni() =>
        Assert.Equal(Flatten(RetrainSettings.Nni), Flatten(RetrainMapping.ToSettings(RunSpec.Nni)));

    [Fact]
    public void Every_key_changes_the_engine_setting_of_its_name_and_no_other()
    {
        Dictionary<string, string> before = Flatten(RetrainSettings.Cream);
        List<string> reached = [];
        foreach (SettingKey setting in Keys)
        {
            Dictionary<string, string> after = Flatten(RetrainMapping.ToSettings(SettingCatalog.Build([new(setting.Key, OtherValue(setting))])));
            string[] changed = [.. after.Keys.Where(key => after[key] != before[key])];
            if (setting.Section == "retrain")
            {
                Assert.Equal((setting.Key, setting.LeafName.Replace("_", "")), (setting.Key, Assert.Single(changed).Split('.')[^1].ToLowerInvariant()));
            }
            else
            {
                Assert.Equal((setting.Key, Shared.GetValueOrDefault(setting.Key, "")), (setting.Key, string.Join(' ', changed)));
            }

            reached.AddRange(changed);
        }

        // Every setting of the engine has its key, and no two keys have the same one.
        Assert.Equal(before.Keys.Except(Unused).Order(), reached.Order());
    }

    [Fact]
    public void Every_enum_value_has_a_namesake_in_the_engine()
    {
        foreach (SettingKey setting in Keys.Where(setting => setting.ValueType.IsEnum && (setting.Section == "retrain" || Shared.ContainsKey(setting.Key))))
        {
            foreach (object value in Enum.GetValues(setting.ValueType))
            {
                Dictionary<string, string> settings = Flatten(RetrainMapping.ToSettings(SettingCatalog.Build([new(setting.Key, value)])));

                Assert.Contains(settings, pair =>
                    pair.Key.Split('.')[^1].Equals(setting.LeafName.Replace("_", ""), StringComparison.OrdinalIgnoreCase) && pair.Value == value.ToString());
            }
        }
    }

    [Fact]
    public void The_genotype_makes_a_plan_of_a_retraining_and_none_of_a_search()
    {
        RunSpec spec = new() { Seed = 5, Retrain = new() { Genotype = "{}" } };
        RunSpecSettings mapping = new();

        Assert.Null(mapping.ToRetrainPlan(spec));
        Assert.Equal(new(RetrainMapping.ToSettings(spec), "{}"), mapping.ToRetrainPlan(spec with { Task = RunTask.Retrain }));
    }

    [Fact]
    public void Settings_that_do_not_go_together_are_refused_in_a_retraining()
    {
        RunSpec spec = new() { Retrain = new() { Epochs = 3, WarmupEpochs = 4 } };
        RetrainMapping.ToSettings(spec);

        Assert.Equal(
            "warmup_epochs is 4: use a number from 0 to epochs (3).",
            Assert.Throws<CdartsException>(() => RetrainMapping.ToSettings(spec with { Task = RunTask.Retrain })).Message);
    }

    /// <summary>The regulariser's default operations are DARTS's; a retraining has no regulariser.</summary>
    [Fact]
    public void A_genotype_of_another_space_needs_no_other_regulariser()
    {
        RunSpec spec = new() { Network = new() { Space = "nasbench201" } };

        Assert.Throws<CdartsException>(() => RunSpecMapping.ToSettings(spec));
        Assert.Equal("nasbench201", RunSpecMapping.ToSettings(spec with { Task = RunTask.Retrain }).Network.Space);
    }

    private static object OtherValue(SettingKey setting) => setting.Get(RunSpec.Cream) switch
    {
        bool flag => !flag,
        int number => number + 2,
        long number => number + 1,
        double number => number == 0 ? 0.5 : number / 2,
        Enum value => Enum.GetValues(setting.ValueType).Cast<object>().First(other => !other.Equals(value)),
        string => setting.Key switch { "device" => "cuda:1", "data.name" => "idx", "network.space" => "nasbench201", _ => "pictures" },
        object other => other,
    };

    private static Dictionary<string, string> Flatten(object settings, string prefix = "")
    {
        Dictionary<string, string> flat = [];
        foreach (PropertyInfo property in settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object value = property.GetValue(settings)!;
            if (property.PropertyType.Namespace!.StartsWith("Cdarts", StringComparison.Ordinal) && !property.PropertyType.IsEnum)
            {
                foreach ((string key, string text) in Flatten(value, $"{property.Name}."))
                {
                    flat[key] = text;
                }
            }
            else
            {
                flat[prefix + property.Name] = value.ToString()!;
            }
        }

        return flat;
    }
}
