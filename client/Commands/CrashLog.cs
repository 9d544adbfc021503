using System.Globalization;
using Cdarts.Client.Runs;

namespace Cdarts.Client.Commands;

/// <summary>Keeps the details of an unexpected error in a file, so that the console shows one sentence.</summary>
internal static class CrashLog
{
    /// <returns>The sentence for the user.</returns>
    public static string Write(Exception error, ClientServices services)
    {
        string what = $"Something unexpected happened ({error.GetType().Name}: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')})";
        string stamp = services.Time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string path = Path.Combine(services.CrashFolder, $"cdarts-crash-{stamp}-{Environment.ProcessId}.log");
        try
        {
            IEnumerable<string> versions = ProductVersions.All.Select(version => $"{version.Key} {version.Value}");
            File.WriteAllText(path, $"{string.Join('\n', versions)}\n\n{error}\n");
            return $"{what}: please report it with the details in {path}.";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{what}: please report it; the details could not be written to {path}.";
        }
    }
}
