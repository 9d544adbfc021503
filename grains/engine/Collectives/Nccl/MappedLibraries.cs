namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>The shared libraries that are in this process's memory.</summary>
internal static class MappedLibraries
{
    private const string Maps = "/proc/self/maps";

    /// <summary>Path of the first library whose file name begins so, or null.</summary>
    internal static string? Find(string fileName) => Find(File.Exists(Maps) ? File.ReadLines(Maps) : [], fileName);

    /// <summary>A line is <c>range rights offset device inode path</c>; the path may hold blanks.</summary>
    internal static string? Find(IEnumerable<string> maps, string fileName) => maps
        .Where(line => line.Contains('/'))
        .Select(line => line[line.IndexOf('/')..])
        .FirstOrDefault(path => Path.GetFileName(path).StartsWith(fileName, StringComparison.Ordinal));
}
