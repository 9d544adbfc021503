using Cdarts.Engine.Data.Folders;

namespace Cdarts.Engine.Data;

/// <summary>Finds the data set that the settings name.</summary>
public static class DataSource
{
    /// <summary>Names that <see cref="DataSettings.Name"/> may have.</summary>
    public static IReadOnlyList<string> Names { get; } = [
        SampleData.Name, CifarLayout.Cifar10.Name, CifarLayout.Cifar100.Name, IdxFolder.FashionMnist, IdxFolder.Name, FolderSets.Name,
    ];

    /// <summary>Reads the data set into memory; of an image folder the list of its pictures alone.</summary>
    /// <exception cref="CdartsException">There is no such data set, or its files cannot be used; the message is one sentence for the user.</exception>
    /// <param name="settings">Settings.</param>
    /// <param name="timeProvider">Clock; null for the system's.</param>
    public static TrainTestSets Load(DataSettings settings, TimeProvider? timeProvider = null) => settings.Name switch
    {
        SampleData.Name when settings.Path.Length > 0 =>
            throw new CdartsException($"The data set '{SampleData.Name}' is built in and does not read '{settings.Path}': leave the path empty, or name the data set of that folder ({string.Join(", ", Names.Skip(1))})."),
        SampleData.Name => SampleData.Load(),
        FolderSets.Name => FolderSets.Load(settings, timeProvider ?? TimeProvider.System),
        IdxFolder.Name => IdxFolder.Load(settings.Path),
        IdxFolder.FashionMnist => IdxFolder.LoadFashionMnist(settings.Path),
        _ when settings.Name == CifarLayout.Cifar10.Name => CifarFolder.Load(CifarLayout.Cifar10, settings.Path),
        _ when settings.Name == CifarLayout.Cifar100.Name => CifarFolder.Load(CifarLayout.Cifar100, settings.Path),
        _ => throw new CdartsException($"There is no data set '{settings.Name}': choose one of {string.Join(", ", Names)}."),
    };

    /// <summary>Classes and picture size of a data set; of an image folder without listing its pictures.</summary>
    /// <exception cref="CdartsException">There is no such data set, or its files cannot be used.</exception>
    public static (int Classes, int ImageSize) ShapeOf(DataSettings settings)
    {
        if (settings.Name == FolderSets.Name)
        {
            DataFolder.Require(settings.Name, settings.Path);
            return (FolderParts.ClassNames(settings.Path, FolderParts.Train).Count, settings.ImageSize);
        }

        PictureSet train = Load(settings).Train;
        return (train.Classes, train.Height);
    }
}
