using System.Reflection;

namespace Cdarts.Engine.Data;

/// <summary>
/// The built-in set: the first 500 train and 100 test pictures per class of Fashion-MNIST (MIT, see <c>Sample/LICENSE.txt</c>), embedded in the assembly.
/// </summary>
internal static class SampleData
{
    /// <summary>Name in the settings.</summary>
    public const string Name = "sample";

    private const string Folder = "Cdarts.Engine.Data.Sample/";

    /// <summary>Reads it: 5,000 train and 1,000 test pictures, 3 x 32 x 32, 10 classes.</summary>
    public static TrainTestSets Load()
    {
        string[] classes = Classes();
        return new TrainTestSets(Read("train", classes), Read("t10k", classes));
    }

    /// <summary>Names of the classes of Fashion-MNIST.</summary>
    public static string[] Classes()
    {
        using StreamReader reader = new(Open("classes.txt"));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static ImageSet Read(string part, string[] classes) =>
        GreySets.Read(
            part == "train" ? $"{Name} train" : $"{Name} test",
            Resource($"{part}-images-idx3-ubyte.gz"),
            Resource($"{part}-labels-idx1-ubyte.gz"),
            classes,
            Normalisation.FashionMnist);

    private static IdxFile Resource(string file) => new(file, () => Open(file));

    private static Stream Open(string file) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + file)
        ?? throw new CdartsException($"The built-in data set is incomplete: '{file}' is missing from the engine's assembly, so build the product again.");
}
