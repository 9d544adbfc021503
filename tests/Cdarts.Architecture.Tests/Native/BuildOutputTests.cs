using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Native;

/// <summary>What lies beside a built executable, and what publish will take along.</summary>
public sealed class BuildOutputTests
{
    public static TheoryData<string> Executables => Room.Names(Room.Executables);

    [Theory]
    [MemberData(nameof(Executables))]
    public void LibTorchIsLinkedAndNotCopied(string name)
    {
        FileInfo library = new(Path.Combine(Room.Named(name).OutputFolder, "libtorch_cpu.so"));
        FileSystemInfo? target = library.ResolveLinkTarget(returnFinalTarget: true);
        Assert.True(target is { Exists: true }, $"{library.FullName} is not a link to a file");
        Assert.EndsWith("/runtimes/linux-x64/native/libtorch_cpu.so", target.FullName, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public void TheGlueIsAFileOfItsOwnWithAWeakNeed(string name)
    {
        FileInfo glue = new(Path.Combine(Room.Named(name).OutputFolder, NativeTargets.GlueName));
        Assert.Null(glue.LinkTarget);
        GlueImage packaged = GlueImage.Packaged();
        Assert.Equal(packaged.With(packaged.FlagsOf(GlueCases.Version), 2, 0).Bytes, File.ReadAllBytes(glue.FullName));
    }

    [Theory]
    [MemberData(nameof(Executables))]
    public async Task PublishTakesTheWeakenedGlueAndTheWholeOfLibTorch(string name)
    {
        Room room = Room.Named(name);
        IReadOnlyList<IReadOnlyDictionary<string, string>> files =
            await MsBuild.Items(room.Project.FilePath, "ResolvedFileToPublish", "-t:ComputeResolvedFilesToPublishList");

        IReadOnlyDictionary<string, string> glue = Assert.Single(files, file => file["RelativePath"] == NativeTargets.GlueName);
        Assert.StartsWith(Path.Combine(room.Path, "obj") + "/", glue["FullPath"], StringComparison.Ordinal);
        IReadOnlyDictionary<string, string> library = Assert.Single(files, file => file["RelativePath"] == "libtorch_cpu.so");
        Assert.All([glue, library], file => Assert.Null(new FileInfo(file["FullPath"]).LinkTarget));
    }
}
