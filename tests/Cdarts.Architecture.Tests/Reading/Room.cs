namespace Cdarts.Architecture.Tests.Reading;

/// <summary>A room of the architecture: a product project.</summary>
internal sealed record Room(string ProjectName, string Folder)
{
    public static Room Contracts { get; } = new("Cdarts.Contracts", "grains/contracts");
    public static Room Engine { get; } = new("Cdarts.Engine", "grains/engine");
    public static Room Actors { get; } = new("Cdarts.Grains", "grains/actors");
    public static Room Silo { get; } = new("Cdarts.Silo", "silo");
    public static Room Client { get; } = new("Cdarts.Client", "client");

    public static IReadOnlyList<Room> All { get; } = [Contracts, Engine, Actors, Silo, Client];

    public static IReadOnlyList<Room> Libraries { get; } = [Contracts, Engine, Actors];

    public static IReadOnlyList<Room> Executables { get; } = [Silo, Client];

    public string Path => Repository.In(Folder);

    public ProjectFile Project => ProjectFile.Read(System.IO.Path.Combine(Path, ProjectName + ".csproj"));

    public RestoredGraph Graph => RestoredGraph.Read(Path);

    /// <summary>The folder that the build wrote to.</summary>
    public string OutputFolder =>
        System.IO.Path.Combine(Path, "bin", Repository.Configuration, Project.TargetFramework, Project.Property("RuntimeIdentifier") ?? "");

    public CompiledAssembly Assembly => CompiledAssembly.Read(System.IO.Path.Combine(OutputFolder, Project.AssemblyName + ".dll"));

    public static TheoryData<string> Names(IEnumerable<Room> rooms)
    {
        TheoryData<string> names = [];
        foreach (Room room in rooms)
        {
            names.Add(room.ProjectName);
        }

        return names;
    }

    public static Room Named(string projectName) => All.Single(room => room.ProjectName == projectName);

    public override string ToString() => ProjectName;
}
