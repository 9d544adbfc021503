using System.Reflection;

namespace Cdarts.Architecture.Tests.Reading;

/// <summary>The source tree these tests were built from, and how it was built.</summary>
internal static class Repository
{
    private static readonly string[] OutputFolders = ["bin", "obj", "TestResults"];

    /// <summary>The folder of Cdarts.sln, found upwards from the test assembly.</summary>
    public static string Root { get; } = FindRoot();

    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>cpu or cuda.</summary>
    public static string Backend { get; } = Metadata("CdartsBackend");

    public static string In(params string[] names) => Path.Combine([Root, .. names]);

    /// <summary>A path as the repository's readers know it.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    /// <summary>Every file under a folder of the tree that is written by hand, that is, not under bin/, obj/ or TestResults/.</summary>
    public static IEnumerable<string> SourceFiles(string folder, string pattern)
    {
        foreach (string file in Directory.EnumerateFiles(folder, pattern))
        {
            yield return file;
        }

        foreach (string child in Directory.EnumerateDirectories(folder))
        {
            string name = Path.GetFileName(child);
            if (OutputFolders.Contains(name) || (name.StartsWith('.') && name != ".ci")) continue;
            foreach (string file in SourceFiles(child, pattern))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cdarts.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No Cdarts.sln above {AppContext.BaseDirectory}: run these tests from a build inside the source tree.");
    }

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value ?? "";
}
