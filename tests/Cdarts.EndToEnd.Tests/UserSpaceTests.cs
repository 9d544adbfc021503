using System.Reflection;
using System.Text.Json;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A search space of a user's own assembly, from search to retraining, and what is said when it cannot be used.</summary>
public sealed class UserSpaceTests : IDisposable
{
    private static readonly string Example = typeof(UserSpaceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "CdartsExampleSpace").Value!;

    private readonly RunsFolder _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task A_cell_of_the_space_is_found_shown_retrained_and_measured()
    {
        await DoneAsync([.. _runs.SearchArguments(), .. Settings("network.space=two-node", "regulariser.operations=[skip_connect]", "schedule.cycles=1")]);
        JsonElement genotype = Json("small", "genotype.json");
        Assert.Equal("two-node", genotype.GetProperty("space").GetString());
        JsonElement[] nodes = [.. genotype.GetProperty("cell").GetProperty("nodes").EnumerateArray()];
        Assert.Equal([2, 2], nodes.Select(node => node.GetArrayLength()));
        Assert.True(File.Exists(Path.Combine(_runs.Run(), "cell.svg")));

        Assert.Contains("small", (await DoneAsync(["describe", "small", "--runs", _runs.Path])).Output);

        await DoneAsync(
        [
            "retrain", "small", "--name", "again", "--runs", _runs.Path,
            .. Settings(
                "retrain.epochs=1", "retrain.steps_per_epoch=2", "retrain.batch_size=4", "retrain.channels=4", "retrain.cells=3", "retrain.best=last",
                "retrain.cutout_length=0"),
        ]);
        JsonElement results = Json("again", "results.json");
        Assert.Equal(SmallPictures.Test, results.GetProperty("held_out").GetProperty("pictures").GetInt32());

        ConsoleResult measured = await DoneAsync(["evaluate", "again", "--json", "--runs", _runs.Path]);
        Assert.Equal(
            results.GetProperty("held_out").GetProperty("accuracy").GetDouble(), JsonDocument.Parse(measured.Output).RootElement.GetProperty("top1").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task The_doctor_names_the_space() => Assert.Contains("darts, nasbench201, two-node", (await DoneAsync(["doctor", "--runs", _runs.Path])).Output);

    [Fact]
    public async Task Without_its_assembly_the_space_is_not_known()
    {
        ConsoleResult result = await ConsoleProcess.RunAsync([.. _runs.SearchArguments(), .. Settings("network.space=two-node")]);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal("network.space is 'two-node', which is no known search space: use darts or nasbench201, or load the assembly that has it.", result.Error.Trim());
        Assert.False(Directory.Exists(_runs.Path));
    }

    [Fact]
    public async Task An_assembly_without_a_space_is_one_sentence()
    {
        string engine = Path.Combine(Path.GetDirectoryName(ConsolePath)!, "YamlDotNet.dll");
        ConsoleResult result = await ConsoleProcess.RunAsync(["list"], spaces: $"{Example}:{engine}");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal($"CDARTS_SPACES: {engine} has no search space: it needs a public class that derives from Cdarts.Engine.Spaces.SearchSpace.", result.Error.Trim());
    }

    private static string ConsolePath => typeof(UserSpaceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "CdartsConsole").Value!;

    private static IEnumerable<string> Settings(params string[] settings) => settings.SelectMany(SmallSearch.Set);

    private static async Task<ConsoleResult> DoneAsync(IEnumerable<string> arguments)
    {
        ConsoleResult result = await ConsoleProcess.RunAsync(arguments, spaces: Example);
        Assert.True(result.ExitCode == 0, $"{result}");
        return result;
    }

    private JsonElement Json(string run, string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(_runs.Run(run), file))).RootElement;
}
