using System.Diagnostics;
using System.Text.Json;
using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Native;

/// <summary>Runs MSBuild in a process of its own.</summary>
internal static class MsBuild
{
    /// <summary>Variables by which a build tells its children who they are; a build started by a test is not one of them.</summary>
    private static readonly string[] Inherited =
        ["MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildSDKsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "CdartsBackend", "Configuration"];

    public static async Task<MsBuildResult> Run(string project, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["msbuild", project, "-nologo", "-nodeReuse:false", "-tl:off", "-clp:NoSummary", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (string variable in Inherited)
        {
            start.Environment.Remove(variable);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new MsBuildResult(process.ExitCode, output + await error);
    }

    /// <summary>The items of one type, after running a target if one is named.</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> Items(string project, string type, params string[] arguments)
    {
        MsBuildResult result = await Run(project, [$"-getItem:{type}", $"-p:Configuration={Repository.Configuration}", .. arguments]);
        Assert.True(result.ExitCode == 0, result.Output);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        return
        [
            .. json.RootElement.GetProperty("Items").GetProperty(type).EnumerateArray()
                .Select(item => item.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString() ?? "")),
        ];
    }
}

internal sealed record MsBuildResult(int ExitCode, string Output)
{
    public IReadOnlyList<string> Errors => [.. Output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal))];
}
