namespace Cdarts.Engine.Tests.Data;

/// <summary>Real pictures and reference results, which are too large for the repository: the tests that need them are skipped without.</summary>
internal static class RealData
{
    private const string Variable = "CDARTS_TEST_DATA";

    /// <summary>A folder of the test data; skips the test when it is absent.</summary>
    public static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        Skip.If(string.IsNullOrEmpty(root), $"{Variable} does not name a folder of test data");
        string folder = Path.Combine(root!, name);
        Skip.IfNot(Directory.Exists(folder), $"{Variable} has no {name}");
        return folder;
    }
}
