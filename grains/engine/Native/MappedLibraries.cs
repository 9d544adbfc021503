namespace Cdarts.Engine.Native;

/// <summary>The shared libraries that are in this process's memory.</summary>
internal static class MappedLibraries
{
    private const string Maps = "/proc/self/maps";

    /// <summary>Path of the first library whose file name begins so, or null.</summary>
    internal static string? Find(string fileName) => Find(Lines(), fileName);

    /// <summary>A line is <c>range rights offset device inode path</c>; the path may hold blanks.</summary>
    internal static string? Find(IEnumerable<string> maps, string fileName) =>
        Paths(maps).FirstOrDefault(path => Path.GetFileName(path).StartsWith(fileName, StringComparison.Ordinal));

    /// <summary>Paths of all libraries, each once, in the order of their addresses.</summary>
    internal static IReadOnlyList<string> All() => [.. Paths(Lines()).Distinct()];

    private static IEnumerable<string> Lines() => File.Exists(Maps) ? File.ReadLines(Maps) : [];

    private static IEnumerable<string> Paths(IEnumerable<string> maps) => maps.Where(line => line.Contains('/')).Select(line => line[line.IndexOf('/')..]);
}
