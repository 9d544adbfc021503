using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Reports;

/// <summary>What the figures were measured on.</summary>
internal static partial class Machine
{
    public static async Task<IReadOnlyList<string>> DescribeAsync()
    {
        string cpu = Field("/proc/cpuinfo", CpuName()) ?? RuntimeInformation.ProcessArchitecture.ToString();
        string memory = Field("/proc/meminfo", MemoryTotal()) is { } kibibytes
            ? $"{long.Parse(kibibytes, CultureInfo.InvariantCulture) / (1024.0 * 1024.0):0.0} GiB of memory"
            : "memory unknown";
        return
        [
            $"{cpu}, {Environment.ProcessorCount} cores, {memory}",
            $"{RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}",
            $"Cdarts {(await ConsoleRun.RunAsync(["--version"])).Trim()}",
            await RedisAsync(),
        ];
    }

    private static async Task<string> RedisAsync()
    {
        if (!RedisServer.IsInstalled)
        {
            return RedisServer.NotInstalled;
        }

        using ChildProcess redis = ChildProcess.Start(["redis-server", "--version"], []);
        await redis.EndAsync();
        return redis.Output.ToString().Trim();
    }

    private static string? Field(string file, Regex pattern) =>
        File.Exists(file) && pattern.Match(File.ReadAllText(file)) is { Success: true } match ? match.Groups[1].Value.Trim() : null;

    [GeneratedRegex("^model name\\s*:(.*)$", RegexOptions.Multiline)]
    private static partial Regex CpuName();

    [GeneratedRegex("^MemTotal:\\s*([0-9]+) kB$", RegexOptions.Multiline)]
    private static partial Regex MemoryTotal();
}
