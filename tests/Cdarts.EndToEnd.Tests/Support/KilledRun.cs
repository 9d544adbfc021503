namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>
/// A small search that SIGKILL ended near its end, so that it has several checkpoints and little left to do. Made once; a test goes on with a copy, which
/// takes half the time of a search of its own.
/// </summary>
public sealed class KilledRun : IAsyncLifetime
{
    /// <summary>A place in what is left to do.</summary>
    internal const string PlaceAhead = "step.committed@cycle 2 Joint epoch 1 step 2";

    private readonly RunsFolder _runs = new();

    public async Task InitializeAsync() =>
        Assert.Equal(ConsoleResult.Killed, (await _runs.SearchAsync("step.committed@cycle 2 Joint epoch 1 step 1=kill")).ExitCode);

    /// <summary>A runs folder with a copy of the run.</summary>
    internal RunsFolder Copy()
    {
        RunsFolder copy = new();
        foreach (string file in Directory.EnumerateFiles(_runs.Path, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy.Path, Path.GetRelativePath(_runs.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    public Task DisposeAsync()
    {
        _runs.Dispose();
        return Task.CompletedTask;
    }
}
