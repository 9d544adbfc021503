using System.Globalization;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Tests.Diagnostics;
using Cdarts.Engine.Tests.Networks;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
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

    [Theory]
    [InlineData("fused", ReplicaRole.Together)]
    [InlineData("fused", ReplicaRole.Search)]
    [InlineData("fused", ReplicaRole.Evaluation)]
    [InlineData("straight", ReplicaRole.Together)]
    [InlineData("straight", ReplicaRole.Search)]
    [InlineData("straight", ReplicaRole.Evaluation)]
    [InlineData("stacked", ReplicaRole.Together)]
    [InlineData("stacked", ReplicaRole.Search)]
    [InlineData("imagenet", ReplicaRole.Together)]
    [InlineData("imagenet", ReplicaRole.Search)]
    [InlineData("imagenet", ReplicaRole.Evaluation)]
    [InlineData("parts", ReplicaRole.Together)]
    public async Task A_joint_step_takes_what_was_estimated(string name, ReplicaRole role)
    {
        using Checkpoints.TemporaryFolder folder = new();
        (int exitCode, string error) = await ChildProcess.Run(Step, $"{name}|{role}|{folder.In("peak")}", "");
        Assert.True(exitCode == 0, error);
        double measured = double.Parse(File.ReadAllText(folder.In("peak")), CultureInfo.InvariantCulture);

        (CdartsSettings settings, int classes, int side) = Cases[name];
        (int slice, int atOnce) = RolePictures.Of(settings.Data, role, 1, 1);
        double estimated = MemoryEstimate.Of(settings, classes, side, role).Bytes(slice, atOnce) / 1048576.0 - (MemoryEstimate.Silo >> 20);
        Assert.True(Math.Abs(estimated - measured) <= Tolerance * measured, $"{name}, {role}: estimated {estimated:F0} MiB, measured {measured:F0} MiB");
    }

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
    public void What_a_role_takes_is_held_against_its_device()
    {
        MemoryEstimate Of(ReplicaRole role) => new(1L << 30, role == ReplicaRole.Search ? 100 << 20 : 50 << 20, 0);
        MemoryPreflight preflight = new(Of, new() { BatchSize = 64 }, "cuda:0", 5L << 30);
        ReplicaRoles oneEach = Roles([0], [1]), twoSearch = Roles([0, 1], [2]);
        preflight.Require(ReplicaRole.Evaluation, oneEach);
        preflight.Require(ReplicaRole.Search, twoSearch);
        Assert.Equal(
            "To process 64 pictures at once in the search network takes about 7.2 GiB of memory on cuda:0, which has 5.0 GiB: use data.device_batch=40, or network.checkpoint_cells=true.",
            Assert.Throws<CdartsException>(() => preflight.Require(ReplicaRole.Search, oneEach)).Message);
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
        ReplicaRole role = Enum.Parse<ReplicaRole>(parts[1]);
        Cdarts.Engine.Native.NativeRuntime.Initialize();
        using DisposeScope scope = NewDisposeScope();
        CdartsNetworks networks = CdartsNetworks.Build(settings.Network, classes, side, 0);
        Cdarts.Engine.Mutators.RegularizedMutatorParallel mutator = new(networks.Alphas, settings.Regulariser, new SingleCollective());
        using NetworkState state = new(networks.Search, networks.Evaluation, mutator, settings, role);
        state.Rebuild(TinyRun.Only(3));
        TrainingSteps steps = role == ReplicaRole.Together
            ? new(state, settings, new SingleCollective(), new TogetherExchange())
            : new(state, settings, Alone(role), new Echo());
        int count = settings.Data.BatchSize;
        Batch Pictures(ulong seed)
        {
            using Generator generator = new(seed);
            return new Batch(randn([count, 3, side, side], generator: generator), randint(10, [count], dtype: ScalarType.Int64, generator: generator), count);
        }

        steps.Joint(
            Pictures(1),
            role == ReplicaRole.Evaluation ? null : Pictures(2),
            new StepPlan(Cursor.Start with { Phase = TrainingPhase.Joint }, .01, .01, .1, count, Stop: false));
        File.WriteAllText(parts[2], DeviceMemory.PeakMebibytes(CPU)!.Value.ToString(CultureInfo.InvariantCulture));
    }

    private static CdartsSettings Of(int batch, NetworkSettings network, int devicePictures = 0) =>
        new() { Network = network, Data = new() { BatchSize = batch, DeviceBatch = devicePictures } };

    private static ReplicaRoles Roles(int[] search, int[] evaluation) => ReplicaRoles.Of(
        new GroupSpec("test", 1, 0, new string[search.Length + evaluation.Length], []) { SearchRanks = search, EvaluationRanks = evaluation });

    /// <summary>The groups of a replica whose partner is not there.</summary>
    private static ReplicaGroups Alone(ReplicaRole role)
    {
        SingleCollective single = new();
        return ReplicaGroups.Split(
            CollectiveGroups.Together(single) with { Search = single, Evaluation = single }, role == ReplicaRole.Search ? Roles([0], [1]) : Roles([1], [0]));
    }

    /// <summary>Gives to a side what it gave.</summary>
    private sealed class Echo : IFeatureExchange
    {
        private Tensor? _given;

        public void Give(NetworkSide side, Tensor ensembleLogits, int part) => _given = ensembleLogits.detach();

        public Tensor Take(NetworkSide side) => _given!;
    }
}
