using System.Xml.Linq;

namespace Cdarts.Architecture.Tests.Reading;

/// <summary>What a project file says, as written.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _document;

    private ProjectFile(string path)
    {
        FilePath = path;
        _document = XDocument.Load(path);
    }

    public string FilePath { get; }

    public string Name => Path.GetFileNameWithoutExtension(FilePath);

    public string AssemblyName => Property("AssemblyName") ?? Name;

    public string TargetFramework => Property("TargetFramework") ?? Read(Repository.In("Directory.Build.props")).Property("TargetFramework")!;

    public bool IsExecutable => Property("OutputType") == "Exe";

    /// <summary>Project files referenced, as full paths.</summary>
    public IReadOnlyList<ProjectReference> ProjectReferences =>
    [
        .. Items("ProjectReference").Select(item => new ProjectReference(
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(FilePath)!, Attribute(item, "Include"))),
            Attribute(item, "ReferenceOutputAssembly") != "false")),
    ];

    public IReadOnlyList<string> PackageReferences => [.. Items("PackageReference").Select(item => Attribute(item, "Include"))];

    public static ProjectFile Read(string path) => new(path);

    /// <summary>Every project file of the tree.</summary>
    public static IReadOnlyList<ProjectFile> All() => [.. Repository.SourceFiles(Repository.Root, "*.csproj").Select(Read)];

    public string? Property(string name) => _document.Descendants("PropertyGroup").Elements(name).LastOrDefault()?.Value;

    public IEnumerable<XElement> Items(string type) => _document.Descendants("ItemGroup").Elements(type);

    public static string Attribute(XElement item, string name) => item.Attribute(name)?.Value ?? item.Element(name)?.Value ?? "";

    public override string ToString() => Repository.Relative(FilePath);
}

/// <summary>One reference of a project file to another.</summary>
/// <param name="FilePath">The referenced project file.</param>
/// <param name="Compiled">Whether the referenced assembly is compiled against.</param>
internal sealed record ProjectReference(string FilePath, bool Compiled)
{
    public string Name => Path.GetFileNameWithoutExtension(FilePath);
}
