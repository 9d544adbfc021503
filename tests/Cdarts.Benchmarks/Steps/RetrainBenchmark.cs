using System.Globalization;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Training.Retraining;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Steps;

/// <summary>
/// A step of a retraining, with the auxiliary classifier, form against form and with drop path against without, in turn in one process, one thread,
/// float32.
/// </summary>
internal static class RetrainBenchmark
{
    private const double DropPath = .2;
    private const int Classes = 10, Side = 32;

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--channels", "--cells", "--batch", "--steps", "--warmup", "--forms"], []);
        RetrainSettings settings = new()
        {
            Network = new() { Channels = line.Number("--channels", 16), Cells = line.Number("--cells", 8, least: 3) },
            Data = new() { BatchSize = line.Number("--batch", 32) },
            SizeRule = false,
        };
        int steps = line.Number("--steps", 5), warmup = line.Number("--warmup", 2, least: 0);
        set_num_threads(1);
        output.WriteLine(
            $"{settings.Network.Channels} channels, stem multiplier {settings.Network.StemMultiplier}, {settings.Network.Cells} cells, {Classes} classes, "
            + $"{Side}x{Side}, batch {settings.Data.BatchSize}, float32; genotype {StepSize.TopologySource}");
        output.WriteLine(Machine.Description);
        output.WriteLine($"{steps} round(s) of all in turn after {warmup} that are not counted; load average before: {Machine.LoadAverage}");
        Contestant[] contestants =
        [
            .. from form in line.Members<NetworkForm>("--forms", otherwise: "straight,fast")
               from probability in (double[])[0, DropPath]
               select new Contestant(settings, form, probability),
        ];
        for (int round = -warmup; round < steps; round++)
        {
            foreach (Contestant contestant in contestants)
            {
                contestant.Step(counts: round >= 0);
            }
        }

        Series reference = contestants[0].Times;
        output.WriteLine($"times in ms; speed-up = processor time of {contestants[0].Name} / that of the row");
        output.WriteLine("step                   | elapsed best, median | processor best, median | speed-up best, median");
        foreach (Contestant contestant in contestants)
        {
            Series times = contestant.Times;
            output.WriteLine(
                $"{contestant.Name,-22} | {times.BestWall,9:F1} {times.MedianWall,10:F1} | {times.BestCpu,10:F1} {times.MedianCpu,11:F1} |"
                + $" {reference.BestCpu / times.BestCpu,10:F2} {reference.MedianCpu / times.MedianCpu,10:F2}");
            contestant.Dispose();
        }

        output.WriteLine($"load average after: {Machine.LoadAverage}");
    }

    private sealed class Contestant : IDisposable
    {
        private readonly Retrainer _retrainer;

        internal Contestant(RetrainSettings settings, NetworkForm form, double dropPath)
        {
            // Half of the epochs are over, so drop path is at half of its largest probability.
            RetrainSettings own = settings with { Network = settings.Network with { Form = form }, DropPath = 2 * dropPath };
            TrainTestSets sets = new(Random("train", settings.Data.BatchSize), Random("test", 1));
            RetrainNetwork network = RetrainNetwork.Build(own.Network, StepSize.Topology, Classes, Side, own.Seed, own.Precision);
            _retrainer = new Retrainer(network, sets, own);
            _retrainer.ResumeAt(new RetrainCursor(own.Epochs / 2, 0));
            Name = string.Create(CultureInfo.InvariantCulture, $"{form.ToString().ToLowerInvariant()}, drop path {dropPath}");
        }

        internal string Name { get; }

        internal Series Times { get; } = new();

        internal void Step(bool counts)
        {
            Moment start = Moment.Now;
            _retrainer.RunStep();
            if (counts)
            {
                Times.Add(Moment.Now - start);
            }
        }

        public void Dispose() => _retrainer.Dispose();

        private static ImageSet Random(string name, int count)
        {
            byte[] pixels = new byte[count * 3 * Side * Side];
            CounterRandom random = new(1);
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)random.NextInt(256);
            }

            return new ImageSet(
                name, 3, Side, Side, pixels, [.. Enumerable.Range(0, count).Select(i => i % Classes)],
                [.. Enumerable.Range(0, Classes).Select(i => i.ToString(CultureInfo.InvariantCulture))],
                new Normalisation([.5, .5, .5], [.3, .3, .3]));
        }
    }
}
