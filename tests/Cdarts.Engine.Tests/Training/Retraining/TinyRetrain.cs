using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training.Retraining;

/// <summary>Retrainers small enough for a step to take milliseconds, and their whole state as numbers.</summary>
internal static class TinyRetrain
{
    /// <summary>Drop path is 0 in the first epoch and a third in the second.</summary>
    internal static RetrainSettings Settings { get; } = new()
    {
        Seed = 3,
        Precision = Precision.Float64,
        Network = new() { Channels = 2, StemMultiplier = 2, Cells = 3 },
        Data = new() { BatchSize = 4, CropPadding = 2 },
        Epochs = 2,
        StepsPerEpoch = 3,
        DropPath = 2.0 / 3,
        SizeRule = false,
    };

    /// <summary>Every kind of operation, with identities in the normal cell.</summary>
    internal static Genotype Genotype { get; } = new(
        GoldenGenotypes.Parse("sep3·0 sep5·1; dil3·0 dil5·2; skip·1 max·0; avg·2 skip·0"),
        GoldenGenotypes.Parse("sep3·0 max·1; skip·0 dil3·2; avg·1 skip·2; sep5·3 skip·1"));

    internal static Retrainer Retrainer(RetrainSettings settings, TrainTestSets? sets = null, ICollective? group = null)
    {
        TrainTestSets pictures = sets ?? TinyRun.Sets();
        RetrainNetwork network = RetrainNetwork.Build(
            settings.Network, Genotype, pictures.Train.Classes, pictures.Train.Height, settings.Seed, settings.Precision);
        return new Retrainer(network, pictures, settings, group);
    }

    /// <summary>A copy of everything that training changes.</summary>
    internal static Dictionary<string, double[]> State(Retrainer retrainer)
    {
        using DisposeScope scope = NewDisposeScope();
        return retrainer.State.ToDictionary(pair => pair.Name, pair => pair.Value.to(ScalarType.Float64).contiguous().data<double>().ToArray());
    }

    /// <summary>A new retrainer that goes on where another one stands.</summary>
    internal static Retrainer Restore(Retrainer retrainer, RetrainSettings settings)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Retrainer restored = Retrainer(settings);
        Dictionary<string, Tensor> saved = retrainer.State.ToDictionary(pair => pair.Name, pair => pair.Value.clone());
        foreach ((string name, Tensor value) in restored.State)
        {
            value.copy_(saved[name]);
        }

        restored.ResumeAt(retrainer.Next);
        return restored;
    }
}
