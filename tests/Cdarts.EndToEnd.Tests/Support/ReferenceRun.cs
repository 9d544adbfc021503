namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>One small search that nothing disturbed: what every other one has to end like. Made once for all tests.</summary>
public sealed class ReferenceRun : IAsyncLifetime
{
    private readonly RunsFolder _runs = new();

    internal ConsoleResult Result { get; private set; } = null!;

    internal FinishedRun Finished { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Result = await _runs.SearchAsync();
        Assert.True(Result.ExitCode == 0, $"{Result}");
        Finished = FinishedRun.Read(_runs.Run());
    }

    public Task DisposeAsync()
    {
        _runs.Dispose();
        return Task.CompletedTask;
    }
}
