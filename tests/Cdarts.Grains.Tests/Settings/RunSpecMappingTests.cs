using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Cdarts.Contracts.Specification;
using Cdarts.Engine;
using Cdarts.Engine.Training;
using Cdarts.Grains.Settings;

namespace Cdarts.Grains.Tests.Settings;

public sealed class RunSpecMappingTests
{
    [Fact]
    public void The_default_specification_is_the_engines_default() =>
        Assert.Equal(Flatten(CdartsSettings.Cream), Flatten(RunSpecMapping.ToSettings(RunSpec.Cream)));

    [Fact]
    public void The_nni_specification_is_the_engines_nni() =>
        Assert.Equal(Flatten(CdartsSettings.Nni), Flatten(RunSpecMapping.ToSettings(RunSpec.Nni)));

    /// <summary>Settings of a search; those of a retraining go to settings of their own.</summary>
    private static IEnumerable<SettingKey> Mapped => SettingCatalog.All.Where(setting => setting.Section != "retrain" && setting.Key is not ("variant" or "task" or "cluster.minimum_replicas" or "cluster.maximum_replicas"));

    /// <summary>The engine has no cluster: what it knows of one stands with its other settings.</summary>
    private static string InEngine(string key) => key.Replace("cluster.", "").Replace("_", "");

    [Fact]
    public void Every_engine_setting_has_a_key_of_the_same_name()
    {
        IEnumerable<string> keys = Mapped.Select(setting => InEngine(setting.Key)).Order();

        Assert.Equal(Flatten(CdartsSettings.Cream).Keys.Select(key => key.ToLowerInvariant()).Order(), keys);
    }

    [Fact]
    public void Every_key_changes_the_engine_setting_of_its_name_and_no_other()
    {
        Dictionary<string, string> before = Flatten(CdartsSettings.Cream);
        foreach (SettingKey setting in Mapped)
        {
            RunSpec spec = SettingCatalog.Build(Companions(setting.Key).Append(new(setting.Key, OtherValue(setting))));
            Dictionary<string, string> after = Flatten(RunSpecMapping.ToSettings(spec));

            IEnumerable<string> changed = after.Keys.Where(key => after[key] != before[key]).Select(key => key.ToLowerInvariant());
            Assert.Equal(
                Companions(setting.Key).Select(companion => companion.Key).Append(setting.Key).Select(InEngine).Order(),
                changed.Order());
        }
    }

    [Fact]
    public void A_retraining_needs_no_operations_to_regularise()
    {
        RunSpec spec = RunSpec.Cream with { Network = new() { Space = "nasbench201", StemMultiplier = 1 } };

        Assert.Contains("regulariser.operations", Assert.Throws<CdartsException>(() => RunSpecMapping.ToSettings(spec)).Message);
        Assert.Equal("nasbench201", RunSpecMapping.ToSettings(spec with { Task = RunTask.Retrain }).Network.Space);
    }

    [Fact]
    public void Every_enum_value_has_a_namesake_in_the_engine()
    {
        foreach (SettingKey setting in Mapped.Where(setting => setting.ValueType.IsEnum))
        {
            foreach (object value in Enum.GetValues(setting.ValueType))
            {
                CdartsSettings settings = RunSpecMapping.ToSettings(SettingCatalog.Build([new(setting.Key, value)]));

                Assert.Contains(Flatten(settings), pair =>
                    pair.Key.Equals(setting.Key.Replace("_", ""), StringComparison.OrdinalIgnoreCase) && pair.Value == value.ToString());
            }
        }
    }

    [Fact]
    public void Names_that_the_engine_does_not_know_are_refused_before_anything_is_built()
    {
        static string Refusal(RunSpec spec) => Assert.Throws<CdartsException>(() => RunSpecMapping.ToSettings(spec)).Message;

        Assert.Equal(
            "network.space is 'dart', which is no known search space: use darts or nasbench201, or load the assembly that has it.",
            Refusal(RunSpec.Cream with { Network = new() { Space = "dart" } }));
        Assert.Equal(
            "regulariser.operations names 'conv_7x7': use names from max_pool_3x3, avg_pool_3x3, skip_connect, sep_conv_3x3, sep_conv_5x5, dil_conv_3x3, dil_conv_5x5, none.",
            Refusal(RunSpec.Cream with { Regulariser = new() { Operations = ["conv_7x7"] } }));
    }

    [Fact]
    public void An_impossible_specification_is_refused_with_one_sentence()
    {
        RunSpec spec = RunSpec.Cream with { Network = new() { SearchCells = 2 } };

        CdartsException error = Assert.Throws<CdartsException>(() => RunSpecMapping.ToSettings(spec));
        Assert.Equal("network.search_cells is 2: use an integer, 3 to 1000.", error.Message);
    }

    private static IEnumerable<KeyValuePair<string, object>> Companions(string key) =>
        key switch
    {
        "data.path" => [new("data.name", "idx")],
        "data.name" => [new("data.path", "pictures")],
        "network.space" => [new("regulariser.operations", ImmutableArray.Create("none")), new("network.stem_multiplier", 1)],
        _ => [],
    };

    private static object OtherValue(SettingKey setting) => setting.Get(RunSpec.Cream) switch
    {
        bool flag => !flag,
        int number => number + 2,
        long number => number + 1,
        double number => number == 0 ? 0.5 : number / 2,
        ImmutableArray<string> => ImmutableArray.Create("sep_conv_3x3"),
        Enum value => Enum.GetValues(setting.ValueType).Cast<object>().First(other => !other.Equals(value)),
        _ => setting.Key switch { "device" => "cuda:1", "data.name" => "idx", "network.space" => "nasbench201", _ => "pictures" },
    };

    private static Dictionary<string, string> Flatten(object settings, string prefix = "")
    {
        Dictionary<string, string> flat = [];
        foreach (PropertyInfo property in settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object value = property.GetValue(settings)!;
            if (value is IEnumerable list and not string)
            {
                flat[prefix + property.Name] = string.Join(",", list.Cast<object>());
            }
            else if (property.PropertyType.Namespace!.StartsWith("Cdarts") && !property.PropertyType.IsEnum)
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
