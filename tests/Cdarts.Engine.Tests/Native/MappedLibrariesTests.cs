using Cdarts.Engine.Native;

namespace Cdarts.Engine.Tests.Native;

public class MappedLibrariesTests
{
    private static readonly string[] Maps =
    [
        "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 ",
        "7f0000001000-7f0000002000 r-xp 00000000 fe:00 12                     /opt/my cluster/libtorch_cuda.so",
        "7f0000002000-7f0000003000 r-xp 00000000 fe:00 13                     /opt/my cluster/libcudart-c3a75b33.so.12",
        "7f0000003000-7f0000004000 rw-p 00000000 00:00 0                      [heap]",
    ];

    [Theory]
    [InlineData("libtorch_cuda.so", "/opt/my cluster/libtorch_cuda.so")]
    [InlineData("libcudart", "/opt/my cluster/libcudart-c3a75b33.so.12")]
    [InlineData("cudart", null)]
    [InlineData("cluster", null)]
    public void A_library_is_found_by_the_beginning_of_its_file_name(string name, string? path) => Assert.Equal(path, MappedLibraries.Find(Maps, name));

    [Fact]
    public void What_this_process_has_loaded_is_found()
    {
        NativeRuntime.Initialize();
        Assert.EndsWith("libtorch_cpu.so", MappedLibraries.Find("libtorch_cpu.so"), StringComparison.Ordinal);
    }
}
