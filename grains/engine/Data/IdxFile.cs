namespace Cdarts.Engine.Data;

/// <summary>Where an IDX file comes from.</summary>
/// <param name="Name">Path or resource name, for messages.</param>
/// <param name="Open">Opens it from its start, seekable.</param>
internal sealed record IdxFile(string Name, Func<Stream> Open)
{
    /// <summary>A file on disk.</summary>
    public static IdxFile At(string path) => new(path, () => File.OpenRead(path));
}
