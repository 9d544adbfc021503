using System.Security.Cryptography;

namespace Cdarts.Architecture.Tests.Native;

/// <summary>
/// One build that weakens many glue libraries, good and bad ones, each in a small project of its own that has the native targets and nothing of the SDK.
/// </summary>
public sealed class GlueCases : IAsyncLifetime
{
    public const string Version = "GLIBCXX_3.4.32";

    private readonly TemporaryFolder _folder = new();
    private string _output = "";

    internal GlueImage Packaged { get; } = GlueImage.Packaged();

    public string HashBefore { get; private set; } = "";

    public string HashAfter { get; private set; } = "";

    public async Task InitializeAsync()
    {
        HashBefore = Hash(NativeTargets.PackagedGlue);
        int flags = Packaged.FlagsOf(Version);

        AddProject("packaged", NativeTargets.PackagedGlue);
        AddCase("already weak", Packaged.With(flags, 2, 0).Bytes);
        AddCase("used by a relocation", Packaged.WithSymbolsOf("GLIBCXX_3.4", Version).Bytes);
        AddCase("another version", Packaged.Renamed(Version, "GLIBCXX_3.4.92").Bytes);
        AddCase("text", "not a library"u8.ToArray());
        AddCase("empty", []);
        AddCase("32 bits", Packaged.With(4, 1).Bytes);
        AddCase("cut in half", Packaged.Bytes[..(Packaged.Bytes.Length / 2)]);
        AddCase("tables outside", Packaged.With(40, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f).Bytes);
        AddCase("endless relocations", Packaged.WithEndlessRelocations().Bytes);
        AddProject("missing file", _folder.In("missing file", "nowhere", NativeTargets.GlueName));
        AddProject("no glue", glue: null);

        string driver = _folder.In("all.proj");
        await File.WriteAllTextAsync(driver, """
            <Project>
              <ItemGroup><Case Include="$(MSBuildThisFileDirectory)*/case.proj" /></ItemGroup>
              <Target Name="Build"><MSBuild Projects="@(Case)" Targets="ReplaceCdartsGlue" ContinueOnError="true" /></Target>
            </Project>
            """);
        _output = (await MsBuild.Run(driver, "-v:n")).Output;
        HashAfter = Hash(NativeTargets.PackagedGlue);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Lines of the build's output that speak of one case.</summary>
    public IReadOnlyList<string> Lines(string name, string containing) =>
    [
        .. _output.Split('\n')
            .Where(line => line.Contains(Path.DirectorySeparatorChar + name + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Where(line => line.Contains(containing, StringComparison.Ordinal))
            .Select(line => line.Trim()),
    ];

    /// <summary>The copy that the build made, null when it made none.</summary>
    public byte[]? Copy(string name)
    {
        string path = _folder.In(name, "obj", "native", NativeTargets.GlueName);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Every file under the obj folder of a case.</summary>
    public IReadOnlyList<string> Written(string name) =>
        Directory.Exists(_folder.In(name, "obj")) ? Directory.GetFiles(_folder.In(name, "obj"), "*", SearchOption.AllDirectories) : [];

    public bool HasStackTrace => _output.Contains("   at ", StringComparison.Ordinal) || _output.Contains("MSB4018", StringComparison.Ordinal);

    private void AddCase(string name, byte[] glue)
    {
        Directory.CreateDirectory(_folder.In(name));
        string path = _folder.In(name, NativeTargets.GlueName);
        File.WriteAllBytes(path, glue);
        AddProject(name, path);
    }

    private void AddProject(string name, string? glue)
    {
        string item = glue is null ? "" : $"""<ItemGroup><NativeCopyLocalItems Include="{glue}" /></ItemGroup>""";
        Directory.CreateDirectory(_folder.In(name));
        File.WriteAllText(_folder.In(name, "case.proj"), $"""
            <Project>
              <PropertyGroup>
                <CdartsBackend>cpu</CdartsBackend>
                <IntermediateOutputPath>obj/</IntermediateOutputPath>
              </PropertyGroup>
              {item}
              <Import Project="{NativeTargets.File}" />
            </Project>
            """);
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
