using Cdarts.Engine.Native;

namespace Cdarts.Engine.Tests.Native;

public sealed class ElfSymbolsTests : IDisposable
{
    private static readonly string Glue = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_glue_library_wants_functions_of_LibTorch()
    {
        IReadOnlyList<string> wanted = ElfSymbols.Undefined(Glue);

        Assert.Contains("_ZN2at13globalContextEv", wanted);
        Assert.InRange(wanted.Count, 500, 5000);
        Assert.DoesNotContain(wanted, name => name.StartsWith("THSTensor", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(1000)]
    [InlineData(200_000)]
    public void A_damaged_library_is_refused(int length)
    {
        File.WriteAllBytes(_file, File.ReadAllBytes(Glue)[..length]);

        Assert.StartsWith($"{_file} is no 64-bit ELF library", Assert.Throws<CdartsException>(() => ElfSymbols.Undefined(_file)).Message, StringComparison.Ordinal);
    }
}
