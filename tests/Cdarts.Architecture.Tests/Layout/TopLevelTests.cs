using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Layout;

/// <summary>The top level is fixed: whatever is new has a room already.</summary>
public sealed class TopLevelTests
{
    private static readonly string[] Folders = ["silo", "client", "grains", "tests", "deploy", "docs", ".ci"];

    private static readonly string[] Files =
    [
        "Cdarts.sln", "README.md", "CHANGELOG.md", "LICENSE", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
        "global.json", "BannedSymbols.txt", ".editorconfig", ".gitignore", ".gitattributes",
    ];

    /// <summary>What git and the product leave there; .gitignore names them.</summary>
    private static readonly string[] LeftBehind = [".git", ".vs", ".vscode", ".idea", "bin", "obj", "runs", "results", "TestResults"];

    [Fact]
    public void TheTopLevelHoldsTheRoomsAndNothingElse()
    {
        string[] strangers =
        [
            .. Directory.EnumerateFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path)!)
                .Except([.. Folders, .. Files, .. LeftBehind])
                .Where(name => !name.EndsWith(".user", StringComparison.Ordinal)),
        ];
        Assert.True(strangers.Length == 0, $"No room of the architecture is called {string.Join(", ", strangers)}");
    }

    [Fact]
    public void GrainsHoldsItsThreeRooms() =>
        Assert.Equal(["actors", "contracts", "engine"], Directory.EnumerateDirectories(Repository.In("grains")).Select(Path.GetFileName).Order());

    [Fact]
    public void FilesThatAPersonLooksForFirstAreThere() =>
        Assert.All(["README.md", "LICENSE", "CHANGELOG.md", ".ci/run", "tests/run"], name => Assert.True(File.Exists(Repository.In(name)), name));

    [Fact]
    public void TheLicenceIsMit() => Assert.StartsWith("MIT License", File.ReadAllText(Repository.In("LICENSE")), StringComparison.Ordinal);

    [Fact]
    public void OnlyCiKnowsTheSharedFolder()
    {
        string needle = ".." + "/shared"; // written apart, so that this file does not find itself
        string[] patterns = ["*.cs", "*.csproj", "*.props", "*.targets", "*.json", "*.yaml", "*.md", "*.sh", "run"];
        string[] files =
        [
            .. patterns.SelectMany(pattern => Repository.SourceFiles(Repository.Root, pattern))
                .Where(file => !Repository.Relative(file).StartsWith(".ci/", StringComparison.Ordinal))
                .Where(file => File.ReadAllText(file).Contains(needle, StringComparison.Ordinal))
                .Select(Repository.Relative),
        ];
        Assert.Equal([], files);
    }
}
