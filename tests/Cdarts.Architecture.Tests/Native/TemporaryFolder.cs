namespace Cdarts.Architecture.Tests.Native;

/// <summary>An empty folder of one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("cdarts architecture ").FullName; // a blank in the path: quoting is tested too

    public string In(params string[] names) => Path.Combine([Root, .. names]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
