using Cdarts.Engine;

namespace Cdarts.Benchmarks.Pictures;

/// <summary>Encoded pictures of the test data, in memory.</summary>
internal sealed record PictureFiles(string Folder, IReadOnlyList<string> Paths, IReadOnlyList<byte[]> Bytes)
{
    private const string Variable = "CDARTS_TEST_DATA";

    /// <summary>Reads a folder of <c>CDARTS_TEST_DATA</c> with all below it, in ordinal order of the paths.</summary>
    /// <exception cref="CdartsException">It is absent.</exception>
    internal static PictureFiles Read(string name)
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        string folder = Path.Combine(root ?? string.Empty, name, "train");
        if (string.IsNullOrEmpty(root) || !Directory.Exists(folder))
        {
            throw new CdartsException($"The pictures '{name}' are not there: set {Variable} to the folder of test data that has them.");
        }

        string[] paths = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return new PictureFiles(folder, paths, [.. paths.Select(File.ReadAllBytes)]);
    }
}
