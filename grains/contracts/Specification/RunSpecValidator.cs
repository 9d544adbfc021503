namespace Cdarts.Contracts.Specification;

/// <summary>Finds the values that a run cannot have. What only the data can tell (picture size, number of pictures) is the engine's to check.</summary>
public static class RunSpecValidator
{
    private const string Sample = "sample", Idx = "idx", ImageFolder = "image-folder";

    /// <summary>All problems, in the order of the settings; empty when the specification can be run.</summary>
    public static IReadOnlyList<SpecProblem> Validate(RunSpec spec)
    {
        List<SpecProblem> problems =
        [
            .. SettingCatalog.All.Where(setting => !setting.Allows(setting.Get(spec)))
                .Select(setting => new SpecProblem(setting.Key, setting.GetText(spec), $"use {setting.Allowed}")),
        ];
        if (spec.Data.Name != Sample && spec.Data.Path.Length == 0 && problems.All(problem => problem.Key != "data.name"))
        {
            problems.Add(new("data.path", "", $"name its folder with --data{(spec.Data.Name is Idx or ImageFolder ? "" : $" (`cdarts data fetch {spec.Data.Name}` makes one)")}, or use data.name {Sample}"));
        }

        if (spec.Data.Name == Sample && spec.Data.Path.Length > 0)
        {
            problems.Add(new("data.path", spec.Data.Path, $"leave it empty, since data.name is {Sample}, or use the data.name of what lies there"));
        }

        if (spec.Data.DeviceBatch == 1)
        {
            problems.Add(new("data.device_batch", "1", "use 0 for no limit, or at least 2, since batch norm cannot normalise a single value"));
        }

        if (spec.Network is { Stacking: not StackingChoice.Auto, Form: not NetworkForm.Fast })
        {
            string stacking = SettingText.Write(spec.Network.Stacking);
            problems.Add(new("network.stacking", stacking, "leave it auto, since network.form is straight, or use network.form fast"));
        }

        if (spec.WantedSplit() is not null && spec.Strategy != SearchStrategy.Cdarts)
        {
            problems.Add(new("layout", SettingText.Write(spec.Layout), $"use together, since the strategy {SettingText.Write(spec.Strategy)} trains no evaluation network"));
        }

        problems.AddRange(OfImageFolder(spec));
        if (spec.SchemaVersion != RunSpec.CurrentSchemaVersion)
        {
            problems.Add(new("schema_version", $"{spec.SchemaVersion}", $"this version of cdarts runs {RunSpec.CurrentSchemaVersion}"));
        }

        return problems;
    }

    private static IEnumerable<SpecProblem> OfImageFolder(RunSpec spec)
    {
        bool isFolder = spec.Data.Name == ImageFolder;
        if (isFolder && spec.Data.ImageSize > spec.Data.EvaluationResize)
        {
            yield return new("data.evaluation_resize", SettingText.Write(spec.Data.EvaluationResize), $"use at least data.image_size, {spec.Data.ImageSize}");
        }

        if (spec.Task != RunTask.Retrain)
        {
            yield break;
        }

        if (isFolder && spec.Retrain.CutoutLength > 0)
        {
            yield return new("retrain.cutout_length", SettingText.Write(spec.Retrain.CutoutLength), $"use 0, since data.name is {ImageFolder}");
        }

        if (spec.Retrain.AutoAugment == (isFolder ? AutoAugmentPolicy.Cifar10 : AutoAugmentPolicy.Imagenet))
        {
            string fitting = SettingText.Write(isFolder ? AutoAugmentPolicy.Imagenet : AutoAugmentPolicy.Cifar10);
            yield return new("retrain.auto_augment", SettingText.Write(spec.Retrain.AutoAugment), $"use {fitting} or none, since data.name is {spec.Data.Name}");
        }
    }
}
