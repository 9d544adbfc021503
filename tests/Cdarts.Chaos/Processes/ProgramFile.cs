namespace Cdarts.Chaos.Processes;

/// <summary>Programs of this machine.</summary>
internal static class ProgramFile
{
    /// <summary>Path of a program, or null where there is none of that name.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"])
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
