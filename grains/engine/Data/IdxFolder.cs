namespace Cdarts.Engine.Data;

/// <summary>A data set in the four files that MNIST and its successors come in, each plain or with <c>.gz</c> (the plain one first).</summary>
internal static class IdxFolder
{
    /// <summary>Name in the settings.</summary>
    public const string Name = "idx";

    private const string ClassesFile = "classes.txt";
    private const int MostClasses = 256;

    /// <summary>
    /// Reads a folder. Classes are named by the lines of its <c>classes.txt</c> where there is one, and by their numbers otherwise; the normalisation is
    /// measured on the train pictures.
    /// </summary>
    /// <exception cref="CdartsException">The folder, or a file in it, cannot be used; the message names it.</exception>
    public static TrainTestSets Load(string folder)
    {
        if (folder.Length == 0)
        {
            throw new CdartsException("The data set 'idx' needs the folder of its files: set the path of the data.");
        }

        if (!Directory.Exists(folder))
        {
            throw new CdartsException($"The data folder '{folder}' does not exist: check the path of the data.");
        }

        ImageSet train = GreySets.Read(
            $"{Name} train",
            Find(folder, "train-images-idx3-ubyte"),
            Find(folder, "train-labels-idx1-ubyte"),
            ReadClassNames(Path.Combine(folder, ClassesFile)),
            null);
        ImageSet test = GreySets.Read(
            $"{Name} test",
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

    private static string[]? ReadClassNames(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string[] names;
        try
        {
            names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).Take(MostClasses + 1)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The file '{path}' cannot be read ({e.Message.TrimEnd('.')}): check it and its permissions.", e);
        }

        return names.Length is > 0 and <= MostClasses
            ? names
            : throw new CdartsException($"The file '{path}' does not name between 1 and {MostClasses} classes: put one name on each line, or remove the file.");
    }
}
