using System.Globalization;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Tests.Diagnostics;
using Cdarts.Engine.Tests.Networks;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Memory;
using Cdarts.Engine.Training.Retraining;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training.Memory;

/// <summary>The estimate, less the silo that these processes do not have, against the peak of a process that makes a joint step, on the CPU: within an eighth.</summary>
public class MemoryEstimateTests
{
    private const double Tolerance = .125;

    private static readonly Dictionary<string, (CdartsSettings Settings, int Classes, int Side)> Cases = new()
    {
        ["fused"] = (Of(16, new() { SearchCells = 8, EvaluationCells = 20 }), 10, 32),
        ["straight"] = (Of(5, new() { SearchCells = 5, EvaluationCells = 8, Form = NetworkForm.Straight }), 10, 32),
        ["stacked"] = (Of(6, new() { SearchCells = 5, EvaluationCells = 5, StackAnywhere = true, Stacking = StackingChoice.Multiplier }), 10, 32),
        ["imagenet"] = (Of(16, new() { Stem = StemKind.Imagenet, SearchCells = 8, EvaluationCells = 14, FixedHeads = false }), 1000, 224),
        ["parts"] = (Of(32, new() { SearchCells = 5, EvaluationCells = 8, CheckpointCells = true }, devicePictures: 16), 10, 32),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_joint_step_takes_what_was_estimated(string name)
    {
        using Checkpoints.TemporaryFolder folder = new();
        (int exitCode, string error) = await ChildProcess.Run(Step, $"{name}|{folder.In("peak")}", "");
        Assert.True(exitCode == 0, error);
        double measured = double.Parse(File.ReadAllText(folder.In("peak")), CultureInfo.InvariantCulture);

        (CdartsSettings settings, int classes, int side) = Cases[name];
        (int slice, int atOnce) = MemoryPreflight.Pictures(settings.Data, 1);
        double estimated = MemoryEstimate.Of(settings, classes, side).Bytes(slice, atOnce) / 1048576.0 - (MemoryEstimate.Silo >> 20);
        Assert.True(Math.Abs(estimated - measured) <= Tolerance * measured, $"{name}: estimated {estimated:F0} MiB, measured {measured:F0} MiB");
    }

    [Theory]
    [InlineData(1024, 1, 0, 1024, 1024)]
    [InlineData(1024, 8, 0, 128, 128)]
    [InlineData(1024, 3, 128, 342, 114)]
    [InlineData(64, 1, 60, 64, 32)]
    public void Pictures_at_once_are_those_of_the_largest_part(int batch, int replicas, int devicePictures, int slice, int atOnce) =>
        Assert.Equal((slice, atOnce), MemoryPreflight.Pictures(new() { BatchSize = batch, DeviceBatch = devicePictures }, replicas));

    [Fact]
    public void What_does_not_fit_is_refused_with_the_batch_that_does()
    {
        MemoryEstimate estimate = new(Fixed: 1L << 30, PerPicture: 100 << 20, PerSlicePicture: 0);
        MemoryPreflight Of(int devicePictures, long? available) => new(estimate, new() { BatchSize = 64, DeviceBatch = devicePictures }, "cuda:0", available);
        Of(0, 8L << 30).Require(1);
        Of(0, null).Require(1);
        Of(0, 5L << 30).Require(2);
        Assert.Equal(
            "To process 64 pictures at once takes about 7.2 GiB of memory on cuda:0, which has 5.0 GiB: use data.device_batch=40, or network.checkpoint_cells=true.",
            Assert.Throws<CdartsException>(() => Of(0, 5L << 30).Require(1)).Message);
        Of(40, 5L << 30).Require(1);
        Assert.Equal(
            "To process 64 pictures at once takes about 7.2 GiB of memory on cuda:0, which has 1.0 GiB: use network.checkpoint_cells=true, a smaller network or another device.",
            Assert.Throws<CdartsException>(() => Of(0, 1L << 30).Require(1)).Message);
    }

    [Fact]
    public void A_report_says_what_it_takes_and_what_there_is()
    {
        MemoryEstimate estimate = new(Fixed: 1L << 30, PerPicture: 100 << 20, PerSlicePicture: 0);
        DataSettings data = new() { BatchSize = 64 };
        const string Takes = "about 7.2 GiB on cpu for 64 pictures at once (100 MiB each), one replica";
        Assert.Equal($"{Takes}; this machine has 8.0 GiB", MemoryReport.Of(estimate, data, "cpu", 8L << 30));
        Assert.Equal($"{Takes}; this machine has 5.0 GiB: use data.device_batch=40", MemoryReport.Of(estimate, data, "cpu", 5L << 30));
        Assert.Equal($"{Takes}; this machine has 512 MiB: too little", MemoryReport.Of(estimate, data, "cpu", 1L << 29));
        Assert.Equal("about 3.0 GiB on cuda:0 for 20 pictures at once (100 MiB each), one replica", MemoryReport.Of(estimate, data with { BatchSize = 20 }, "cuda:0"));
        Assert.StartsWith("about ", MemoryReport.Of(RetrainSettings.Imagenet, NetworkCostTests.CdartsCifar, 1000, 224));
    }

    [Fact]
    public void The_machine_has_memory()
    {
        Assert.InRange(DeviceMemory.Available(CPU)!.Value, 64L << 20, 1L << 50);
        Assert.Equal(DeviceMemory.Available(CPU), DeviceMemory.Available("cpu"));
    }

    /// <summary>The child.</summary>
    internal static void Step(string argument)
    {
        string[] parts = argument.Split('|');
        (CdartsSettings settings, int classes, int side) = Cases[parts[0]];
        Cdarts.Engine.Native.NativeRuntime.Initialize();
        using DisposeScope scope = NewDisposeScope();
        CdartsNetworks networks = CdartsNetworks.Build(settings.Network, classes, side, 0);
        Cdarts.Engine.Mutators.RegularizedMutatorParallel mutator = new(networks.Alphas, settings.Regulariser, new SingleCollective());
        using NetworkState state = new(networks.Search, networks.Evaluation, mutator, settings);
        state.Rebuild(TinyRun.Only(3));
        TrainingSteps steps = new(state, settings, new SingleCollective(), new TogetherExchange());
        int count = settings.Data.BatchSize;
        Batch Pictures(ulong seed)
        {
            using Generator generator = new(seed);
            return new Batch(randn([count, 3, side, side], generator: generator), randint(10, [count], dtype: ScalarType.Int64, generator: generator), count);
        }

        steps.Joint(Pictures(1), Pictures(2), new StepPlan(Cursor.Start with { Phase = TrainingPhase.Joint }, .01, .01, .1, count, Stop: false));
        File.WriteAllText(parts[1], DeviceMemory.PeakMebibytes(CPU)!.Value.ToString(CultureInfo.InvariantCulture));
    }

    private static CdartsSettings Of(int batch, NetworkSettings network, int devicePictures = 0) =>
        new() { Network = network, Data = new() { BatchSize = batch, DeviceBatch = devicePictures } };
}
