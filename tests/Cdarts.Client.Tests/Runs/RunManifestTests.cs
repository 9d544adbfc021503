using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Runs;

public sealed class RunManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static RunManifest Manifest { get; } = new(
        "a", RunSpec.Nni, RunSpecJson.Hash(RunSpec.Nni), "quickstart", new Dictionary<string, string> { ["cdarts"] = "1.2.3" }, Samples.Start);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_back()
    {
        _folder.File("run.json", System.Text.Encoding.UTF8.GetString(Manifest.ToJson()));

        RunManifest read = RunManifest.Read(_folder.Path);

        Assert.Equal(Manifest with { Versions = read.Versions }, read);
        Assert.Equal(Manifest.Versions, read.Versions);
    }

    [Theory]
    [InlineData("\"seed\": 0", "\"seed\": 1", "was changed after the run was created")]
    [InlineData("\"seed\": 0", "\"seed\": \"x\"", "seed is \"x\"")]
    [InlineData("\"format\": 1", "\"format\": 2", "another version of cdarts")]
    [InlineData("\"format\": 1", "\"format\": null", "is damaged")]
    [InlineData("\"name\"", "\"nome\"", "is damaged")]
    [InlineData("2026-01-02", "2026-91-02", "is damaged")]
    [InlineData("{", "", "is damaged")]
    public void A_changed_or_damaged_manifest_is_one_sentence(string part, string by, string about)
    {
        _folder.File("run.json", System.Text.Encoding.UTF8.GetString(Manifest.ToJson()).Replace(part, by));

        CommandException error = Assert.Throws<CommandException>(() => RunManifest.Read(_folder.Path));

        Assert.Equal(ExitCode.BadConfiguration, error.ExitCode);
        Assert.Contains(about, error.Message);
        Assert.Contains(_folder.In("run.json"), error.Message);
    }

    [Fact]
    public void A_missing_manifest_is_not_found() =>
        Assert.Equal(ExitCode.NotFoundOrInUse, Assert.Throws<CommandException>(() => RunManifest.Read(_folder.Path)).ExitCode);

    [Fact]
    public void Versions_are_short() => Assert.All(ProductVersions.All.Where(version => version.Key != "os"), version => Assert.Matches(@"^\d+(\.\d+)+[\w.-]*\z", version.Value));
}
