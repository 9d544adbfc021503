using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A search on a folder of picture files, as ImageNet's is: through the decoder, the transforms and the loader, from a process that dies to its end.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly RunsFolder _runs = new();

    public void Dispose() => _runs.Dispose();

    [SkippableFact]
    public async Task A_killed_search_ends_to_the_last_bit_as_an_undisturbed_one_whatever_the_number_of_loader_threads()
    {
        string data = Environment.GetEnvironmentVariable("CDARTS_TEST_DATA") ?? "";
        Skip.If(data.Length == 0, "CDARTS_TEST_DATA is not set: this needs the folder of pictures imagenette-10");
        string[] search = [.. SearchArguments(Path.Combine(data, "imagenette-10"))];

        Assert.Equal(0, await EndAsync([.. search, "--name", "whole"], loaderThreads: "1"));
        Assert.Equal(
            ConsoleResult.Killed,
            await EndAsync([.. search, "--name", RunsFolder.Name], failpoints: "joint.between-updates@cycle 1 Joint epoch 1 step 2=kill", loaderThreads: "3"));
        Assert.Equal(0, await EndAsync(["resume", RunsFolder.Name, "--runs", _runs.Path], loaderThreads: "2"));

        FinishedRun.Read(_runs.Run("whole")).AssertSame(_runs.Run());
    }

    private IEnumerable<string> SearchArguments(string data) =>
    [
        "search", "--preset", "imagenet-smoke", "--data", data, "--runs", _runs.Path, .. SmallSearch.Settings,
        .. new[] { "data.subset=0.1", "data.image_size=96", "data.evaluation_resize=96" }.SelectMany(SmallSearch.Set),
    ];

    private static async Task<int> EndAsync(IEnumerable<string> arguments, string failpoints = "", string loaderThreads = "")
    {
        using ConsoleProcess console = ConsoleProcess.Start(arguments, failpoints, loaderThreads: loaderThreads);
        return (await console.EndAsync()).ExitCode;
    }
}
