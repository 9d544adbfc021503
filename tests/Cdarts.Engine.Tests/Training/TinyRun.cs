using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Sessions;
using TorchSharp;

namespace Cdarts.Engine.Tests.Training;

/// <summary>Trainers small enough for a step to take milliseconds, and their whole state as bytes.</summary>
internal static class TinyRun
{
    internal const int TestPictures = 10;

    /// <summary>Alphas learn fast, so that topologies change.</summary>
    internal static CdartsSettings Settings { get; } = Shrink(CdartsSettings.Cream);

    /// <summary>Every candidate is the same operation, read from both inputs.</summary>
    internal static Genotype Only(int operation)
    {
        CellGenotype cell = new([.. Enumerable.Range(0, CellSpace.NodeCount)
            .Select(_ => (IReadOnlyList<GenotypeEdge>)[new GenotypeEdge(operation, 0), new GenotypeEdge(operation, 1)])]);
        return new Genotype(cell, cell);
    }

    internal static CdartsSettings Shrink(CdartsSettings settings) => settings with
    {
        Seed = 3,
        Precision = Precision.Float64,
        Network = settings.Network with { Channels = 2, SearchCells = 3, EvaluationCells = 3 },
        Data = new() { BatchSize = 4, CropPadding = 2 },
        Schedule = settings.Schedule with { SearchWarmupEpochs = 1, Cycles = 2, StepsPerEpoch = 2 },
        AlphaOptimizer = new() { LearningRate = .3 },
        HeldOut = new() { StatisticsBatches = 2 },
        Checkpoint = new() { IntervalSeconds = 0 },
    };

    internal static TrainTestSets Sets(Normalisation? normalisation = null) =>
        new(Set("train", 24, normalisation), Set("test", TestPictures, normalisation));

    internal static CdartsTrainer Trainer(CdartsSettings settings, TrainTestSets? sets = null, ICollective? group = null) =>
        Trainer(settings, ReplicaGroups.Together(group ?? new SingleCollective()), sets);

    internal static CdartsTrainer Trainer(CdartsSettings settings, ReplicaGroups groups, TrainTestSets? sets = null)
    {
        // As in a session: one thread, on which steps this small are three times as fast as on two.
        DeviceSelection.Select(settings.Device);
        TrainTestSets pictures = sets ?? Sets();
        CdartsNetworks networks = CdartsNetworks.Build(
            settings.Network, pictures.Train.Classes, pictures.Train.Height, settings.Seed, settings.Precision);
        return new CdartsTrainer(networks.Search, networks.Evaluation, networks.Alphas, pictures, settings, groups);
    }

    /// <summary>A trainer whose first cycle has begun with a topology.</summary>
    internal static CdartsTrainer TrainerWith(CdartsSettings settings, Genotype topology, TrainTestSets? sets = null)
    {
        CdartsTrainer trainer = Trainer(
            settings with { Schedule = settings.Schedule with { SearchWarmupEpochs = 0 } }, sets);
        trainer.RebuildEvaluationNetwork(0, topology);
        return trainer;
    }

    /// <summary>Runs a number of steps, through whatever phases come.</summary>
    internal static List<StepFigures> Steps(CdartsTrainer trainer, int count)
    {
        List<StepFigures> figures = [];
        while (figures.Count < count)
        {
            if (trainer.Next.Phase == TrainingPhase.DeriveTopology)
            {
                trainer.RebuildEvaluationNetwork(trainer.Next.Cycle, trainer.DeriveTopology());
            }

            if (figures.Count == count - 1)
            {
                trainer.RequestStop();
            }

            trainer.RunPhase(trainer.Next.Phase, trainer.Next.Cycle, (_, step) =>
            {
                figures.Add(step with { StopRequested = false });
                if (figures.Count == count - 1)
                {
                    trainer.RequestStop();
                }
            });
        }

        return figures;
    }

    /// <summary>Every tensor of a trainer's state as bytes, with the cursor and the notes.</summary>
    internal static CheckpointContent State(CdartsTrainer trainer) => TrainerSnapshot.Take(trainer, 1, "spec");

    internal static void AssertSame(CheckpointContent expected, CheckpointContent actual)
    {
        Assert.Equal(expected.Cursor, actual.Cursor);
        Assert.Equal(expected.State.GetRawText(), actual.State.GetRawText());
        Assert.Equal([], Different(expected, actual));
    }

    /// <summary>Names of the tensors that differ.</summary>
    internal static IEnumerable<string> Different(CheckpointContent expected, CheckpointContent actual)
    {
        Dictionary<string, TensorBlock> blocks = Blocks(actual).ToDictionary(block => block.Name);
        Assert.Equal(Blocks(expected).Select(block => block.Name).Order(), blocks.Keys.Order());
        return [.. Blocks(expected).Where(block => !block.Data.Span.SequenceEqual(blocks[block.Name].Data.Span)).Select(block => block.Name)];
    }

    internal static IEnumerable<TensorBlock> Blocks(CheckpointContent content) => content.Search.Concat(content.Evaluation).Concat(content.Run);

    internal static CheckpointReadResult Read(CheckpointContent content) => new(
        new CheckpointManifest(
            CheckpointManifest.CurrentSchema, CheckpointManifest.CurrentVersion, content.Generation, content.Cursor, content.GlobalUpdate,
            content.SpecHash, content.SplitHash, content.DataFingerprint, "test", default, [], content.State, "") { Name = "taken" },
        content.Search,
        content.Evaluation,
        content.Run);

    /// <summary>Random pictures and labels of the sets' shape.</summary>
    internal static Batch RandomBatch(int seed, Precision precision = Precision.Float64)
    {
        using torch.Generator generator = new((ulong)seed);
        torch.Tensor images = torch.randn([4, 3, 32, 32], dtype: torch.ScalarType.Float64, generator: generator)
            .to(precision == Precision.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32);
        return new Batch(images, torch.tensor([0L, 1, 2, seed % 3]), 4);
    }

    private static ImageSet Set(string name, int count, Normalisation? normalisation)
    {
        CounterRandom random = new(17);
        byte[] pixels = new byte[count * 3 * 32 * 32];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)random.NextInt(256);
        }

        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        return new ImageSet(name, 3, 32, 32, pixels, labels, ["a", "b", "c"], normalisation ?? new Normalisation([.5, .5, .5], [.3, .3, .3]));
    }
}
