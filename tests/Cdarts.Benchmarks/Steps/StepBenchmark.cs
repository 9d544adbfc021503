using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Networks;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Steps;

/// <summary>The joint step and the two warm-up steps, form against form, in turn in one process, one thread, float32.</summary>
internal static class StepBenchmark
{
    private const int CeilingRounds = 10;

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(
            arguments, ["--size", "--batch", "--steps", "--warmup", "--forms", "--python"], ["--with-pytorch", "--memory"]);
        StepSize size = StepSize.From(line, otherwise: "cifar");
        IReadOnlyList<NetworkForm> forms = line.Members<NetworkForm>("--forms", otherwise: "straight,fast");
        PyTorch? pytorch = line.Has("--with-pytorch") ? PyTorch.Find(line.Text("--python", PyTorch.Debian), output) : null;
        set_num_threads(1);
        output.WriteLine(size.ToString());
        output.WriteLine(Machine.Description);
        if (line.Has("--memory"))
        {
            MemoryBenchmark.Run(size, forms, pytorch, output);
        }
        else
        {
            Measure(size, forms, line.Number("--steps", 5), line.Number("--warmup", 2, least: 0), pytorch, output);
        }
    }

    private static void Measure(StepSize size, IReadOnlyList<NetworkForm> forms, int steps, int warmup, PyTorch? pytorch, TextWriter output)
    {
        output.WriteLine($"{steps} round(s) of all forms in turn after {warmup} that are not counted; load average before: {Machine.LoadAverage}");
        output.WriteLine();
        StepWork work = new(size);
        work.Print(output);
        output.WriteLine();

        PyTorchTimes? before = pytorch?.Run(size, work, steps, warmup, output);
        (Rate gemm, Rate convolution) = (Ceilings.Gemm(CeilingRounds), Ceilings.Convolution(CeilingRounds));
        IReadOnlyList<StepContestant> contestants = Rounds(size, forms, steps, warmup);
        gemm = gemm.Max(Ceilings.Gemm(CeilingRounds));
        convolution = convolution.Max(Ceilings.Convolution(CeilingRounds));
        PyTorchTimes? after = pytorch?.Run(size, work, steps, warmup, output);

        StepReport report = new(size, work, contestants, gemm, convolution);
        report.PrintTimes(output);
        report.PrintOverhead(output);
        report.PrintAgreement(output);
        if (before is not null && after is not null)
        {
            report.PrintAgainst(before, after, output);
        }

        output.WriteLine($"load average after: {Machine.LoadAverage}");
    }

    private static IReadOnlyList<StepContestant> Rounds(StepSize size, IReadOnlyList<NetworkForm> forms, int steps, int warmup)
    {
        StepData data = new(size);
        StepContestant[] contestants = [.. forms.Select(form => new StepContestant(size, form, data))];
        for (int round = -warmup; round < steps; round++)
        {
            if (round == 0)
            {
                // What building left to the finalizers must not go while tensors are counted.
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            // The first of a round changes, so that none always runs in what the same other one leaves in the caches.
            for (int i = 0; i < contestants.Length; i++)
            {
                contestants[(i + round + warmup) % contestants.Length].Round(counts: round >= 0);
            }
        }

        foreach (StepContestant contestant in contestants)
        {
            contestant.Dispose();
        }

        return contestants;
    }
}
