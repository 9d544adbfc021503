namespace Cdarts.Engine.Data;

/// <summary>A data set in the four files that MNIST and its successors come in, each plain or with <c>.gz</c> (the plain one first).</summary>
internal static class IdxFolder
{
    /// <summary>Name of any such set in the settings.</summary>
    public const string Name = "idx";

    /// <summary>Name of Fashion-MNIST in the settings.</summary>
    public const string FashionMnist = "fashion-mnist";

    private const string ClassesFile = "classes.txt";

    /// <summary>
    /// Reads a folder. Classes are named by the lines of its <c>classes.txt</c> where there is one, and by their numbers otherwise; the normalisation is
    /// measured on the train pictures.
    /// </summary>
    /// <exception cref="CdartsException">The folder, or a file in it, cannot be used; the message names it.</exception>
    public static TrainTestSets Load(string folder) => Load(Name, folder, null, null);

    /// <summary>
    /// Reads a folder of Fashion-MNIST, whole or a part of it, with the published normalisation; the class names are the published ones unless the folder
    /// has a <c>classes.txt</c>.
    /// </summary>
    /// <exception cref="CdartsException">The folder, or a file in it, cannot be used; the message names it.</exception>
    public static TrainTestSets LoadFashionMnist(string folder) => Load(FashionMnist, folder, SampleData.Classes(), Normalisation.FashionMnist);

    private static TrainTestSets Load(string name, string folder, IReadOnlyList<string>? classes, Normalisation? normalisation)
    {
        DataFolder.Require(name, folder);
        ImageSet train = GreySets.Read(
            $"{name} train",
            Find(folder, "train-images-idx3-ubyte"),
            Find(folder, "train-labels-idx1-ubyte"),
            ClassNames.Read(Path.Combine(folder, ClassesFile)) ?? classes,
            normalisation);
        ImageSet test = GreySets.Read(
            $"{name} test",
            Find(folder, "t10k-images-idx3-ubyte"),
            Find(folder, "t10k-labels-idx1-ubyte"),
            train.ClassNames,
            train.Normalisation);
        return new TrainTestSets(train, test);
    }

    private static IdxFile Find(string folder, string name)
    {
        string plain = Path.Combine(folder, name);
        if (File.Exists(plain))
        {
            return IdxFile.At(plain);
        }

        string compressed = plain + ".gz";
        return File.Exists(compressed)
            ? IdxFile.At(compressed)
            : throw new CdartsException($"The file '{plain}' does not exist, with or without .gz: put the four IDX files of the data set into that folder.");
    }
}
