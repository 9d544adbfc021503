namespace Cdarts.EndToEnd.Tests;

/// <summary>A runs folder with one undisturbed run in it, which disturbed ones are compared with.</summary>
public sealed class UndisturbedRun : IAsyncLifetime
{
    internal const string Name = "undisturbed";

    internal Runs Runs { get; } = new();

    internal string Output { get; private set; } = "";

    public async Task InitializeAsync()
    {
        (int code, string output, string errors) = await ConsoleProcess.RunAsync(Runs.Search(Name));
        Assert.True(code == 0, $"The undisturbed run ended with {code}:\n{output}\n{errors}");
        Output = output;
    }

    public Task DisposeAsync()
    {
        Runs.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>Tests that compare with it share it.</summary>
[CollectionDefinition(nameof(UndisturbedCollection))]
public class UndisturbedCollection : ICollectionFixture<UndisturbedRun>;
