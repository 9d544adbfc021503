using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Native;

/// <summary>Executables carry LibTorch, of the back end that was asked for; libraries carry none.</summary>
public sealed class BackendTests(PackageAnswers answers) : IClassFixture<PackageAnswers>
{
    private const string Cpu = "libtorch-cpu-linux-x64", Cuda = "TorchSharp-cuda-linux";

    public static TheoryData<string> Executables => Room.Names(Room.Executables);

    public static TheoryData<string> Libraries => Room.Names(Room.Libraries);

    [Theory]
    [MemberData(nameof(Executables))]
    public void CudaSwapsTheNativesOfExecutables(string name)
    {
        IReadOnlyList<string> packages = answers.Of(name, "cuda");
        Assert.Contains("TorchSharp", packages);
        Assert.Contains(Cuda, packages);
        Assert.DoesNotContain(Cpu, packages);
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public void CpuIsTheDefault(string name)
    {
        IReadOnlyList<string> packages = answers.Of(name, PackageAnswers.Default);
        Assert.Contains(Cpu, packages);
        Assert.DoesNotContain(Cuda, packages);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void CudaBringsNothingIntoALibrary(string name)
    {
        IReadOnlyList<string> packages = answers.Of(name, "cuda");
        Assert.DoesNotContain(Cuda, packages);
        Assert.DoesNotContain(Cpu, packages);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void LibrariesCarryNoNatives(string name)
    {
        Room room = Room.Named(name);
        Assert.Null(room.Project.Property("CarriesLibTorch"));
        Assert.False(room.Project.IsExecutable);
        Assert.Equal([], room.Graph.Packages.Where(package => package.StartsWith("libtorch-", StringComparison.Ordinal) || package == Cuda));
        Assert.Equal([], Directory.EnumerateFiles(room.OutputFolder, "*.so*", SearchOption.AllDirectories).Select(Repository.Relative));
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public void ExecutablesCarryTheNativesOfThisBuild(string name)
    {
        Room room = Room.Named(name);
        Assert.Equal("true", room.Project.Property("CarriesLibTorch"));
        Assert.True(room.Project.IsExecutable);
        Assert.Contains(Repository.Backend == "cuda" ? Cuda : Cpu, room.Graph.Packages);
    }

    [Fact]
    public async Task AnUnknownBackendIsRefusedInOneSentence()
    {
        using TemporaryFolder folder = new();
        string project = folder.In("Small.csproj");
        await File.WriteAllTextAsync(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup>
              <Import Project="{NativeTargets.File}" />
            </Project>
            """);
        MsBuildResult result = await MsBuild.Run(project, "-t:Restore", "-v:q", "-p:CdartsBackend=rocm");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(": error : CdartsBackend is 'rocm': use cpu, cuda or none.", Assert.Single(result.Errors), StringComparison.Ordinal);
    }
}
