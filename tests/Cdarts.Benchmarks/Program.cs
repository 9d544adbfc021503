using Cdarts.Benchmarks;
using Cdarts.Engine.Native;

if (args is not ["kernels", ..])
{
    Console.Error.WriteLine("usage: Cdarts.Benchmarks kernels [--quick]");
    return 2;
}

NativeRuntime.Initialize();
KernelBenchmark.Run(quick: args.Contains("--quick"), Console.Out);
return 0;
