namespace Cdarts.Engine.Data;

/// <summary>CIFAR-10 or CIFAR-100 in its binary version, whole or a part of it: the number of records follows from the length of each file.</summary>
internal static class CifarFolder
{
    /// <summary>
    /// Reads a folder that has the files, or the official archive's folder with the files in it. Classes are named by the names file where there is one, and
    /// by their numbers otherwise.
    /// </summary>
    /// <exception cref="CdartsException">The folder, or a file in it, cannot be used; the message names it.</exception>
    public static TrainTestSets Load(CifarLayout layout, string path)
    {
        DataFolder.Require(layout.Name, path);
        string folder = DataFolder.Find(path, layout.Folder, layout.TrainFiles[0]);
        string namesFile = Path.Combine(folder, layout.NamesFile);
        string[]? names = ClassNames.Read(namesFile);
        if (names is not null && names.Length != layout.Classes)
        {
            throw new CdartsException(
                $"The file '{namesFile}' names {names.Length} classes, but {layout.Name} has {layout.Classes}: fetch the data set again with `cdarts data fetch {layout.Name}`.");
        }

        names ??= ClassNames.Numbers(layout.Classes);
        return new TrainTestSets(Read("train", layout.TrainFiles), Read("test", [layout.TestFile]));

        ImageSet Read(string part, IReadOnlyList<string> files)
        {
            (byte[] pixels, int[] labels) = CifarReader.Read(layout, [.. files.Select(file => Path.Combine(folder, file))]);
            return new ImageSet(
                $"{layout.Name} {part}", CifarLayout.Channels, CifarLayout.Side, CifarLayout.Side, pixels, labels, names, Normalisation.Cifar);
        }
    }
}
