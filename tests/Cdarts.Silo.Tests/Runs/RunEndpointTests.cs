using Cdarts.Silo.Runs;
using Cdarts.Silo.Tests.Fakes;

namespace Cdarts.Silo.Tests.Runs;

public sealed class RunEndpointTests
{
    [Fact]
    public void Reads_what_was_written_and_nothing_after_removal()
    {
        using RunFolder folder = new();
        RunEndpoint endpoint = new(30000, 17, "host", "cluster", DateTimeOffset.UnixEpoch);

        endpoint.Write(folder.Path);

        Assert.Equal(endpoint, RunEndpoint.TryRead(folder.Path));
        Assert.Equal([folder.File("endpoint.json")], Directory.GetFiles(folder.Path));
        RunEndpoint.Remove(folder.Path);
        Assert.Null(RunEndpoint.TryRead(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void A_file_that_says_nothing_is_no_endpoint(string content)
    {
        using RunFolder folder = new();
        File.WriteAllText(folder.File("endpoint.json"), content);

        Assert.Null(RunEndpoint.TryRead(folder.Path));
    }
}
