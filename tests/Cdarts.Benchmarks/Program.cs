using Cdarts.Benchmarks;
using Cdarts.Benchmarks.Collectives;
using Cdarts.Benchmarks.Devices;
using Cdarts.Benchmarks.Layouts;
using Cdarts.Benchmarks.Pictures;
using Cdarts.Benchmarks.Replicas;
using Cdarts.Benchmarks.Steps;
using Cdarts.Engine;
using Cdarts.Engine.Native;

const string Usage = """
    usage: Cdarts.Benchmarks COMMAND [options]

      kernels   our CPU kernels against LibTorch's
                [--quick]
      step      joint step and warm-up steps, network form against network form
                [--size cifar|quickstart|small|imagenet] [--batch N] [--steps N] [--warmup N] [--forms straight,fast] [--with-pytorch] [--python PATH]
                [--memory]    peak resident memory in place of times
      checkpoint  joint steps with cells kept and computed again, whole and in parts: memory and time
                [--size cifar|quickstart|small|imagenet] [--batch N] [--forms fast,straight] [--parts 1,4] [--steps N] [--rounds N]
      retrain   step of a retraining, network form against network form, with drop path and without
                [--channels N] [--cells N] [--batch N] [--steps N] [--warmup N] [--forms straight,fast]
      replicas  two replicas in one process, alone against connected by an all-reduce
                [--size small|quickstart|cifar] [--batch N] [--steps N] [--rounds N] [--forms fast]
      layouts   joint steps of the same devices with both networks on each, and with one on each: processes over TCP, in turn
                [--size cifar|quickstart|small] [--batch N] [--search N] [--evaluation N] [--steps N] [--rounds N] [--apart]
      layout-model       what both layouts would take on 8 to 512 devices, from halves of steps that are measured here: the tables of docs/layouts.md
                [--rounds N]
      collectives        all-reduce over TCP between 2 and 4 processes, against loopback and memcpy
                [--rounds N]
      collectives model  what 8 to 4096 ranks would cost, from published constants and those measured here
                [--rounds N]
      imagenet-transform  decoding and transforms of ImageNet's pictures, against Pillow and torchvision
                [--rounds N] [--warmup N] [--python PATH]
      loader              image folders and shards through the loader, by threads, against Pillow and torchvision
                [--rounds N] [--batches N] [--python PATH]
      picture-fuzz        damaged pictures through decoder and transform
                [--count N] [--seed N]
      device-check        correctness, group, memory and speed of every device, with a report in JSON: what deploy/gpu-check.sh runs
                [--report FILE] [--device all|cpu|cuda:N] [--batch N] [--steps N] [--python PATH] [--quick]
    """;

try
{
    switch (args)
    {
        case ["kernels", .. string[] rest]:
            CommandLine line = new(rest, [], ["--quick"]);
            NativeRuntime.Initialize();
            KernelBenchmark.Run(quick: line.Has("--quick"), Console.Out);
            return 0;
        case ["step", .. string[] rest]:
            NativeRuntime.Initialize();
            StepBenchmark.Run(rest, Console.Out);
            return 0;
        case [MemoryBenchmark.ChildCommand, .. string[] rest]:
            NativeRuntime.Initialize();
            MemoryBenchmark.RunChild(rest, Console.Out);
            return 0;
        case ["checkpoint", .. string[] rest]:
            NativeRuntime.Initialize();
            CheckpointBenchmark.Run(rest, Console.Out);
            return 0;
        case [CheckpointBenchmark.ChildCommand, .. string[] rest]:
            NativeRuntime.Initialize();
            CheckpointBenchmark.RunChild(rest, Console.Out);
            return 0;
        case ["retrain", .. string[] rest]:
            NativeRuntime.Initialize();
            RetrainBenchmark.Run(rest, Console.Out);
            return 0;
        case ["replicas", .. string[] rest]:
            NativeRuntime.Initialize();
            ReplicaBenchmark.Run(rest, Console.Out);
            return 0;
        case ["layouts", .. string[] rest]:
            NativeRuntime.Initialize();
            LayoutsBenchmark.Run(rest, Console.Out);
            return 0;
        case [LayoutRank.ChildCommand, .. string[] rest]:
            NativeRuntime.Initialize();
            LayoutRank.Run(rest, Console.In, Console.Out);
            return 0;
        case ["layout-model", .. string[] rest]:
            NativeRuntime.Initialize();
            LayoutPage.Run(rest, Console.Out);
            return 0;
        case [CollectivesBenchmark.ChildCommand, string rank]:
            NativeRuntime.Initialize();
            RankProcess.Run(int.Parse(rank, System.Globalization.CultureInfo.InvariantCulture), Console.In, Console.Out);
            return 0;
        case ["collectives", "model", .. string[] rest]:
            ScaleModel.Run(rest, Console.Out);
            return 0;
        case ["collectives", .. string[] rest]:
            CollectivesBenchmark.Run(rest, Console.Out);
            return 0;
        case ["imagenet-transform", .. string[] rest]:
            NativeRuntime.Initialize();
            TransformBenchmark.Run(rest, Console.Out);
            return 0;
        case ["loader", .. string[] rest]:
            NativeRuntime.Initialize();
            LoaderBenchmark.Run(rest, Console.Out);
            return 0;
        case ["picture-fuzz", .. string[] rest]:
            PictureFuzz.Run(rest, Console.Out);
            return 0;
        case ["device-check", .. string[] rest]:
            return DeviceCheck.Run(rest, Console.Out) ? 0 : 1;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (CdartsException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
