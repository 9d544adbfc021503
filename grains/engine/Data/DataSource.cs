namespace Cdarts.Engine.Data;

/// <summary>Finds the data set that the settings name.</summary>
public static class DataSource
{
    /// <summary>Names that <see cref="DataSettings.Name"/> may have.</summary>
    public static IReadOnlyList<string> Names { get; } = [
        SampleData.Name, CifarLayout.Cifar10.Name, CifarLayout.Cifar100.Name, IdxFolder.FashionMnist, IdxFolder.Name,
    ];

    /// <summary>Reads the data set into memory.</summary>
    /// <exception cref="CdartsException">There is no such data set, or its files cannot be used; the message is one sentence for the user.</exception>
    public static TrainTestSets Load(DataSettings settings) => settings.Name switch
    {
        SampleData.Name when settings.Path.Length > 0 =>
            throw new CdartsException($"The data set '{SampleData.Name}' is built in and does not read '{settings.Path}': leave the path empty, or name the data set of that folder ({string.Join(", ", Names.Skip(1))})."),
        SampleData.Name => SampleData.Load(),
        IdxFolder.Name => IdxFolder.Load(settings.Path),
        IdxFolder.FashionMnist => IdxFolder.LoadFashionMnist(settings.Path),
        _ when settings.Name == CifarLayout.Cifar10.Name => CifarFolder.Load(CifarLayout.Cifar10, settings.Path),
        _ when settings.Name == CifarLayout.Cifar100.Name => CifarFolder.Load(CifarLayout.Cifar100, settings.Path),
        _ => throw new CdartsException($"There is no data set '{settings.Name}': choose one of {string.Join(", ", Names)}."),
    };
}
