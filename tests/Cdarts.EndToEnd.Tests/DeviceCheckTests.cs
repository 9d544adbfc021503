using System.Reflection;
using System.Text.Json;
using Cdarts.Chaos.Processes;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>The checks of devices that deploy/gpu-check.sh runs, on the CPU and with small networks.</summary>
public sealed class DeviceCheckTests : IDisposable
{
    private static readonly string Checks = typeof(DeviceCheckTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "CdartsChecks").Value!;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_check_passes_on_the_cpu_and_is_in_the_report()
    {
        string report = _folder.In("report.json");
        using ChildProcess checks = ChildProcess.Start(
            ["dotnet", "exec", Checks, "device-check", "--quick", "--device", "cpu", "--batch", "2", "--python", "/no/python", "--report", report],
            new Dictionary<string, string>(),
            Deadline.Longest);
        Assert.True(await checks.EndAsync() == 0, $"{checks.Output}{checks.Error}");

        JsonElement root = JsonDocument.Parse(await File.ReadAllTextAsync(report)).RootElement;
        Assert.Equal("cdarts.device-check", root.GetProperty("schema").GetString());
        Assert.True(root.GetProperty("good").GetBoolean());
        Dictionary<string, string> outcomes = root.GetProperty("checks").EnumerateArray()
            .ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("outcome").GetString()!);
        Assert.All(
            (string[])["gradients, float32", "joint step against float64, fast", "joint step against float64, straight", "small, fast, batch 2", "imagenet-small, straight, batch 2", "all-reduce among 2, TCP"],
            check => Assert.Equal("passed", outcomes[check]));
        Assert.Equal("skipped", outcomes["small, eager PyTorch, batch 2"]);
    }
}
