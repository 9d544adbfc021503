namespace Cdarts.Client.Tests.Support;

/// <summary>Compares output with a stored file; what was received is written beside the stored one in the build output.</summary>
internal static class Expectation
{
    public static void Matches(string name, string actual)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Expectations");
        string normal = string.Join('\n', actual.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n') + "\n";
        string stored = Path.Combine(folder, $"{name}.txt");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.received.txt"), normal);
        Assert.Equal(File.Exists(stored) ? File.ReadAllText(stored) : "", normal);
    }
}
