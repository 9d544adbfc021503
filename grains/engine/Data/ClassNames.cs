using System.Globalization;

namespace Cdarts.Engine.Data;

/// <summary>Names of classes.</summary>
internal static class ClassNames
{
    private const int Most = 256;

    /// <summary>The lines of a file that are not empty; null when there is no such file.</summary>
    /// <exception cref="CdartsException">The file cannot be read, or does not name between 1 and 256 classes.</exception>
    public static string[]? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string[] names;
        try
        {
            names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).Take(Most + 1)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The file '{path}' cannot be read ({e.Message.TrimEnd('.')}): check it and its permissions.", e);
        }

        return names.Length is > 0 and <= Most
            ? names
            : throw new CdartsException($"The file '{path}' does not name between 1 and {Most} classes: put one name on each line, or remove the file.");
    }

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public static string[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(c => c.ToString(CultureInfo.InvariantCulture))];
}
