using System.Diagnostics;
using Cdarts.Engine.Native;

namespace Cdarts.Engine.Tests.Native;

public sealed class LibTorchFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cdarts-libtorch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_the_variable_it_is_the_programs_own(string? variable) => Assert.Equal(AppContext.BaseDirectory, LibTorchFolder.Choose(variable).Path);

    [Fact]
    public void The_folder_of_the_package_will_do()
    {
        string lib = Directory.CreateDirectory(Path.Combine(_folder, "torch", "lib")).FullName;
        File.WriteAllText(Path.Combine(lib, "libtorch_cpu.so"), "");

        Assert.Equal(lib, LibTorchFolder.Choose(lib).Path);
        Assert.Equal(lib, LibTorchFolder.Choose(Path.Combine(_folder, "torch")).Path);
    }

    [Fact]
    public void A_folder_without_LibTorch_is_refused()
    {
        CdartsException refused = Assert.Throws<CdartsException>(() => LibTorchFolder.Choose(_folder));

        Assert.Equal($"CDARTS_LIBTORCH names '{_folder}', where there is no libtorch_cpu.so: give the folder torch/lib of PyTorch 2.10, or unset it.", refused.Message);
    }

    [SkippableFact]
    public void A_LibTorch_that_lacks_functions_is_refused_by_their_names()
    {
        Build("libtorch_cpu.so", "int there(void) { return 1; }", []);
        string glue = Build("glue.so", "int there(void); int gone(void); int lost(void); __attribute__((weak)) int perhaps(void); int f(void) { return there() + gone() + lost() + (perhaps ? perhaps() : 0); }", ["-Wl,--unresolved-symbols=ignore-all"]);

        CdartsException refused = Assert.Throws<CdartsException>(() => LibTorchFolder.Choose(_folder).Load(glue));

        Assert.Equal($"The LibTorch in {_folder} (from CDARTS_LIBTORCH) lacks 2 function(s) that are called, gone, lost: use that of PyTorch 2.10, or unset CDARTS_LIBTORCH.", refused.Message);
    }

    private string Build(string name, string source, IEnumerable<string> options)
    {
        string input = Path.Combine(_folder, $"{name}.c"), output = Path.Combine(_folder, name);
        File.WriteAllText(input, source);
        try
        {
            using Process gcc = Process.Start(new ProcessStartInfo("gcc", ["-shared", "-fPIC", .. options, "-o", output, input]))!;
            gcc.WaitForExit();
            Assert.Equal(0, gcc.ExitCode);
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SkipException("gcc is not installed: it builds a library that lacks functions (apt-get install gcc libc6-dev)");
        }
    }
}
