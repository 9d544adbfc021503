using System.Xml.Linq;
using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Layout;

/// <summary>Versions of packages stand in Directory.Packages.props alone.</summary>
public sealed class PackageVersionTests
{
    private static readonly string[] Patterns = ["*.csproj", "*.props", "*.targets"];

    [Fact]
    public void NoProjectNamesAVersion()
    {
        IEnumerable<string> named =
            from path in Patterns.SelectMany(pattern => Repository.SourceFiles(Repository.Root, pattern))
            from item in ProjectFile.Read(path).Items("PackageReference")
            where ProjectFile.Attribute(item, "Version").Length > 0 || ProjectFile.Attribute(item, "VersionOverride").Length > 0
            select $"{Repository.Relative(path)}: {ProjectFile.Attribute(item, "Include")}";
        Assert.Equal([], named);
    }

    [Fact]
    public void CentralVersionsHoldForTransitivePackagesToo()
    {
        ProjectFile central = Central();
        Assert.Equal("true", central.Property("ManagePackageVersionsCentrally"));
        Assert.Equal("true", central.Property("CentralPackageTransitivePinningEnabled"));
    }

    [Theory]
    [InlineData("SharpZipLib")]
    [InlineData("SkiaSharp")]
    [InlineData("StackExchange.Redis")]
    public void PackagesWhoseAskedForVersionDoesNotExistArePinned(string package) => Assert.Contains(package, Versions().Select(Id));

    [Fact]
    public void EveryVersionIsExactAndNamedOnce()
    {
        Assert.Equal([], Versions().Select(Id).GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Equal([], Versions().Where(item => ProjectFile.Attribute(item, "Version").IndexOfAny(['*', '[', '(']) >= 0).Select(Id));
    }

    private static ProjectFile Central() => ProjectFile.Read(Repository.In("Directory.Packages.props"));

    private static IEnumerable<XElement> Versions() => Central().Items("PackageVersion");

    private static string Id(XElement item) => ProjectFile.Attribute(item, "Include");
}
