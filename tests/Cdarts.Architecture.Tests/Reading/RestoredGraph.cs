using System.Text.Json;

namespace Cdarts.Architecture.Tests.Reading;

/// <summary>What restore resolved for one project, transitive packages and projects included.</summary>
internal sealed class RestoredGraph
{
    private readonly IReadOnlyDictionary<string, string> _folders;

    private RestoredGraph(IReadOnlyDictionary<string, string> folders, IReadOnlyList<string> projects)
    {
        _folders = folders;
        Projects = projects;
    }

    /// <summary>Package ids, without versions.</summary>
    public IEnumerable<string> Packages => _folders.Keys;

    /// <summary>File names of project files, without the extension.</summary>
    public IReadOnlyList<string> Projects { get; }

    /// <summary>Where the package cache keeps a package.</summary>
    public string FolderOf(string package) => _folders[package];

    public static RestoredGraph Read(string projectFolder)
    {
        using FileStream file = File.OpenRead(Path.Combine(projectFolder, "obj", "project.assets.json"));
        using JsonDocument assets = JsonDocument.Parse(file);
        string cache = assets.RootElement.GetProperty("packageFolders").EnumerateObject().First().Name;
        Dictionary<string, string> folders = [];
        List<string> projects = [];
        foreach (JsonProperty library in assets.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() == "package")
            {
                folders.Add(library.Name.Split('/')[0], Path.Combine(cache, library.Value.GetProperty("path").GetString()!));
            }
            else
            {
                projects.Add(Path.GetFileNameWithoutExtension(library.Value.GetProperty("msbuildProject").GetString()!));
            }
        }

        return new RestoredGraph(folders, projects);
    }
}
