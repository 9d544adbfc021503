namespace Cdarts.Chaos.Processes;

/// <summary>A temporary folder that is gone at the end, unless it is to be kept as evidence.</summary>
public sealed class ScratchFolder : IDisposable
{
    /// <summary>Path of the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("cdarts-chaos-").FullName;

    /// <summary>Whether the folder stays.</summary>
    public bool Keep { get; set; }

    /// <summary>A path in the folder.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Keep)
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
