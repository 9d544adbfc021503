namespace Cdarts.Engine.Data;

/// <summary>Finds the folder of a data set's files.</summary>
internal static class DataFolder
{
    /// <summary>Refuses a path that is empty or not a folder.</summary>
    /// <exception cref="CdartsException">There is no such folder.</exception>
    public static void Require(string name, string path)
    {
        if (path.Length == 0)
        {
            throw new CdartsException($"The data set '{name}' needs the folder of its files: set the path of the data.");
        }

        if (!Directory.Exists(path))
        {
            throw new CdartsException($"The data folder '{path}' does not exist: check the path of the data.");
        }
    }

    /// <summary>The folder itself, or <paramref name="inner"/> in it where only that has the file: archives are unpacked with and without their own folder.</summary>
    public static string Find(string path, string inner, string file)
    {
        string nested = Path.Combine(path, inner);
        return !File.Exists(Path.Combine(path, file)) && File.Exists(Path.Combine(nested, file)) ? nested : path;
    }
}
