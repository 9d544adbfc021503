namespace Cdarts.Architecture.Tests.Native;

public sealed class WeakenVersionNeedTests(GlueCases cases) : IClassFixture<GlueCases>
{
    [Fact]
    public void TheCopyDiffersFromThePackageInTheFlagsOfOneNeedAlone()
    {
        byte[] before = cases.Packaged.Bytes;
        byte[]? after = cases.Copy("packaged");
        Assert.NotNull(after);
        Assert.Equal(before.Length, after.Length);

        int flags = cases.Packaged.FlagsOf(GlueCases.Version);
        Assert.Equal([0, 0], before[flags..(flags + 2)]);
        Assert.Equal([2, 0], after[flags..(flags + 2)]);
        Assert.Equal([flags], Enumerable.Range(0, before.Length).Where(at => before[at] != after[at]));
        Assert.Equal([], cases.Lines("packaged", "error"));
    }

    [Fact]
    public void ThePackageCacheIsNeverWrittenTo() => Assert.Equal(cases.HashBefore, cases.HashAfter);

    [Fact]
    public void ALibraryThatIsWeakAlreadyIsCopiedAndSaysSo()
    {
        Assert.Equal(cases.Packaged.With(cases.Packaged.FlagsOf(GlueCases.Version), 2, 0).Bytes, cases.Copy("already weak"));
        Assert.Single(cases.Lines("already weak", "already needs GLIBCXX_3.4.32 only weakly; it is copied unchanged."));
        Assert.Equal([], cases.Lines("already weak", "error"));
    }

    [Theory]
    [InlineData("used by a relocation", "a relocation uses a symbol of that version, so the need cannot be made weak; use a system whose libstdc++ has it")]
    [InlineData("another version", "it does not need GLIBCXX_3.4.32; the TorchSharp package has changed and Cdarts.Native.targets must follow")]
    [InlineData("text", "it is not a 64-bit little-endian ELF file")]
    [InlineData("empty", "it is not a 64-bit little-endian ELF file")]
    [InlineData("32 bits", "it is not a 64-bit little-endian ELF file")]
    [InlineData("cut in half", "its ELF tables point outside the file")]
    [InlineData("tables outside", "its ELF tables point outside the file")]
    [InlineData("endless relocations", "its ELF tables point outside the file")]
    [InlineData("missing file", "Could not find a part of the path")]
    public void AnUnexpectedLibraryIsRefusedInOneSentence(string name, string reason)
    {
        string error = Assert.Single(cases.Lines(name, ": error "));
        Assert.Contains(": error : Cdarts cannot make '", error, StringComparison.Ordinal);
        Assert.Contains($"loadable on systems without GLIBCXX_3.4.32: {reason}", error, StringComparison.Ordinal);
        Assert.Equal([], cases.Written(name));
    }

    [Fact]
    public void APackageWithoutTheLibraryIsRefusedInOneSentence()
    {
        string error = Assert.Single(cases.Lines("no glue", ": error "));
        Assert.Contains("The TorchSharp package brought no libLibTorchSharp.so for linux-x64: restore again, or check its version", error, StringComparison.Ordinal);
    }

    [Fact]
    public void NoRefusalIsAStackTrace() => Assert.False(cases.HasStackTrace);
}
