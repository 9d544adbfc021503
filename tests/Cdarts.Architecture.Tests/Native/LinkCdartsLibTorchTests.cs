namespace Cdarts.Architecture.Tests.Native;

/// <summary>The links to LibTorch in build output: made once, renewed when the package changes, never written through.</summary>
public sealed class LinkCdartsLibTorchTests : IDisposable
{
    private const string Content = "the library of ";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ABuildLikeTheLastOneLinksNothing()
    {
        AddPackage("1.0");
        await Build("1.0");
        DateTime made = Link.LastWriteTimeUtc;
        await Build("1.0");
        Assert.Equal(made, Link.LastWriteTimeUtc);
    }

    [Fact]
    public async Task AnotherVersionOfThePackageIsLinkedAnewEvenIfItsFilesAreOlder()
    {
        AddPackage("2.0");
        AddPackage("1.0");
        File.SetLastWriteTimeUtc(Packaged("1.0"), File.GetLastWriteTimeUtc(Packaged("2.0")).AddYears(-1));
        await Build("2.0");
        Assert.Equal(Packaged("2.0"), Link.LinkTarget);
        await Build("1.0");
        Assert.Equal(Packaged("1.0"), Link.LinkTarget);
        AssertPackagesUntouched("1.0", "2.0");
    }

    [Fact]
    public async Task AFileInTheWayIsReplacedAndALinkInTheWayIsNotWrittenThrough()
    {
        AddPackage("1.0");
        AddPackage("2.0");
        Directory.CreateDirectory(_folder.In("out"));
        File.CreateSymbolicLink(Link.FullName, Packaged("2.0"));
        await Build("1.0");
        Assert.Equal(Packaged("1.0"), Link.LinkTarget);
        AssertPackagesUntouched("1.0", "2.0");
    }

    [Fact]
    public async Task OtherFilesAreLeftToTheCopyOfTheSdk()
    {
        AddPackage("1.0");
        MsBuildResult result = await Build("1.0");
        Assert.Contains("LEFT libe_sqlite3.so", result.Output, StringComparison.Ordinal);
        Assert.Equal(["libtorch.so"], Directory.EnumerateFiles(_folder.In("out")).Select(Path.GetFileName));
    }

    public void Dispose() => _folder.Dispose();

    private FileInfo Link => new(_folder.In("out", "libtorch.so"));

    private string Packaged(string version) => _folder.In("cache", version, "libtorch.so");

    private void AddPackage(string version)
    {
        Directory.CreateDirectory(_folder.In("cache", version));
        File.WriteAllText(Packaged(version), Content + version);
    }

    private void AssertPackagesUntouched(params string[] versions) =>
        Assert.All(versions, version => Assert.Equal(Content + version, File.ReadAllText(Packaged(version))));

    private async Task<MsBuildResult> Build(string version)
    {
        string project = _folder.In("links.proj");
        await File.WriteAllTextAsync(project, $"""
            <Project>
              <PropertyGroup>
                <CdartsBackend>cpu</CdartsBackend>
                <IntermediateOutputPath>obj/</IntermediateOutputPath>
                <OutDir>out/</OutDir>
              </PropertyGroup>
              <ItemGroup>
                <ReferenceCopyLocalPaths Include="{Packaged(version)}" AssetType="native" NuGetPackageId="libtorch-cpu-linux-x64" />
                <ReferenceCopyLocalPaths Include="libe_sqlite3.so" AssetType="native" NuGetPackageId="SQLitePCLRaw.lib.e_sqlite3" />
              </ItemGroup>
              <Import Project="{NativeTargets.File}" />
              <Target Name="_CopyFilesMarkedCopyLocal"><Message Importance="high" Text="LEFT @(ReferenceCopyLocalPaths)" /></Target>
            </Project>
            """);
        MsBuildResult result = await MsBuild.Run(project, "-t:_CopyFilesMarkedCopyLocal");
        Assert.True(result.ExitCode == 0, result.Output);
        return result;
    }
}
