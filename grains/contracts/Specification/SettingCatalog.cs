using System.Reflection;

namespace Cdarts.Contracts.Specification;

/// <summary>All settings of a <see cref="RunSpec"/>, in the order in which they are shown and hashed.</summary>
public static class SettingCatalog
{
    // The order is part of the canonical JSON and so of every hash: a new setting goes to the end of its section.
    private static readonly string[] SectionOrder =
    [
        nameof(RunSpec.Data), nameof(RunSpec.Network), nameof(RunSpec.Schedule), nameof(RunSpec.Loss), nameof(RunSpec.Regulariser),
        nameof(RunSpec.SearchOptimizer), nameof(RunSpec.EvaluationOptimizer), nameof(RunSpec.AlphaOptimizer), nameof(RunSpec.Rebuild),
        nameof(RunSpec.Checkpoint), nameof(RunSpec.HeldOut), nameof(RunSpec.Watch), nameof(RunSpec.Retrain),
        nameof(RunSpec.Cluster), nameof(RunSpec.Split),
    ];

    private static readonly string[] RootOrder = [nameof(RunSpec.Variant), nameof(RunSpec.Seed), nameof(RunSpec.Precision), nameof(RunSpec.Device), nameof(RunSpec.Strategy), nameof(RunSpec.Task), nameof(RunSpec.Layout)];

    /// <summary>All settings, in order.</summary>
    public static IReadOnlyList<SettingKey> All { get; } = [.. Collect()];

    private static readonly Dictionary<string, SettingKey> ByKey = All.ToDictionary(setting => setting.Key, StringComparer.Ordinal);

    /// <summary>Names of the sections, in order.</summary>
    public static IReadOnlyList<string> Sections { get; } = [.. SectionOrder.Select(SnakeCase.Of)];

    /// <summary>The setting of a dotted key, or null.</summary>
    public static SettingKey? Find(string key) => ByKey.GetValueOrDefault(key);

    /// <summary>Builds a specification from values by key; a setting that is not among them has its default.</summary>
    /// <exception cref="ArgumentException">A value is not of its setting's type.</exception>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public static RunSpec Build(IEnumerable<KeyValuePair<string, object>> values)
    {
        RunSpec draft = new();
        foreach ((string key, object value) in values)
        {
            ByKey[key].Put(draft, value);
        }

        return draft;
    }

    private static IEnumerable<SettingKey> Collect() =>
        RootOrder.Select(name => new SettingKey(null, Property(typeof(RunSpec), name)))
            .Concat(SectionOrder.Select(name => Property(typeof(RunSpec), name)).SelectMany(section => Settings(section.PropertyType)
                .Select(property => new SettingKey(section, property))));

    // Id, not reflection's order of members, which nothing promises.
    private static IEnumerable<PropertyInfo> Settings(Type section) =>
        section.GetProperties().Where(property => property.IsDefined(typeof(SettingAttribute)))
            .OrderBy(property => property.GetCustomAttribute<IdAttribute>()!.Id);

    private static PropertyInfo Property(Type type, string name) => type.GetProperty(name)!;
}
