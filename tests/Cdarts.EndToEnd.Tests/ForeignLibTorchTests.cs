using Cdarts.Chaos.Processes;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>The console without a LibTorch of its own, as in the archive of deploy/bundle.sh, and the LibTorch of another program.</summary>
public sealed class ForeignLibTorchTests : IDisposable
{
    private static readonly string Build = Path.GetDirectoryName(Products.Console)!;

    private readonly TemporaryFolder _folder = new();

    public ForeignLibTorchTests()
    {
        // In build output LibTorch is links, and nothing else is.
        foreach (FileInfo file in new DirectoryInfo(Build).EnumerateFiles().Where(file => file.LinkTarget is null))
        {
            file.CopyTo(Path.Combine(_folder.Path, file.Name));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_one_that_the_variable_names_is_used_and_shown()
    {
        (int code, string output) = await DoctorAsync(Build);

        Assert.Equal(0, code);
        Assert.Contains("libtorch_cpu.so", output);
        Assert.Contains("as in float64", output);
    }

    [Fact]
    public async Task Without_one_the_variable_is_asked_for()
    {
        (int code, string output) = await DoctorAsync("");

        Assert.Equal(2, code);
        Assert.Contains("This build carries no LibTorch: set CDARTS_LIBTORCH", output);
    }

    private async Task<(int Code, string Output)> DoctorAsync(string libTorch)
    {
        using ChildProcess console = ChildProcess.Start(
            ["dotnet", "exec", Path.Combine(_folder.Path, Path.GetFileName(Products.Console)), "doctor", "--runs", _folder.Path],
            new Dictionary<string, string> { ["CDARTS_LIBTORCH"] = libTorch },
            Deadline.Longest);
        return (await console.EndAsync(), console.Output.ToString());
    }
}
