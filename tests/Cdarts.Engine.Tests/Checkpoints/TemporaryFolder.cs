namespace Cdarts.Engine.Tests.Checkpoints;

/// <summary>An empty folder of one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("cdarts-test-").FullName;

    public string In(params string[] names) => Path.Combine([Root, .. names]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
