using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Optimizers;

/// <summary>Operations that a new topology does not use: frozen, or drifting as under PyTorch's SGD with gradients of zero.</summary>
public class DroppedOperationsTests
{
    private const int Steps = 4;
    private static readonly Genotype A = TinyRun.Only(3), B = TinyRun.Only(6);

    [Fact]
    public void Frozen_operations_stay_bit_for_bit()
    {
        using CdartsTrainer trainer = Dropped(DroppedOperations.Freeze);
        CheckpointContent before = TinyRun.State(trainer);
        TinyRun.Steps(trainer, Steps);
        string[] different = [.. TinyRun.Different(before, TinyRun.State(trainer))];
        Assert.DoesNotContain(different, name => name.Contains("evaluation.cells.", StringComparison.Ordinal) && !name.Contains(".input") && !name.Contains("dil_conv_5x5"));
        Assert.Contains(different, name => name.Contains("dil_conv_5x5"));
    }

    [Fact]
    public void Drifting_operations_follow_the_plain_loop_and_never_used_ones_stay()
    {
        using CdartsTrainer trainer = Dropped(DroppedOperations.Drift);
        NetworkState state = trainer.State;
        Weight[] pooled = [.. state.Buffers.PooledWeights];
        Dictionary<string, (double[] Value, double[] Momentum)> before = pooled.ToDictionary(weight => weight.Name, Read);
        TinyRun.Steps(trainer, Steps);

        SgdSettings sgd = TinyRun.Settings.EvaluationOptimizer;
        int drifted = 0;
        foreach (Weight weight in pooled)
        {
            (double[] value, double[] momentum) = before[weight.Name];
            (double[] valueNow, double[] momentumNow) = Read(weight);
            if (!weight.Name.Contains("sep_conv_3x3", StringComparison.Ordinal) || !UsedByA(weight.Name))
            {
                Assert.Equal(value, valueNow);
                Assert.All(momentumNow, number => Assert.Equal(0, number));
                continue;
            }

            drifted++;
            Assert.Contains(momentum, number => number != 0);
            for (int i = 0; i < value.Length; i++)
            {
                for (int step = 0; step < Steps; step++)
                {
                    momentum[i] = (sgd.Momentum * momentum[i]) + (sgd.WeightDecay * value[i]);
                    value[i] -= sgd.LearningRate * momentum[i];
                }

                Assert.Equal(value[i], valueNow[i], 1e-12);
                Assert.Equal(momentum[i], momentumNow[i], 1e-12);
            }
        }

        Assert.Equal(3 * 8 * 4, drifted);

        (double[] Value, double[] Momentum) Read(Weight weight)
        {
            using DisposeScope scope = NewDisposeScope();
            return (weight.Value.detach().data<double>().ToArray(), state.Buffers.EvaluationMomentumOf(weight)!.contiguous().data<double>().ToArray());
        }

        bool UsedByA(string name) => state.Evaluation.Uses(A)(name);
    }

    [Fact]
    public void Operations_dropped_before_a_restore_drift_after_it_as_well()
    {
        using CdartsTrainer trainer = Dropped(DroppedOperations.Drift);
        using CdartsTrainer restored = TinyRun.Trainer(Settings(DroppedOperations.Drift));
        TrainerSnapshot.Restore(restored, TinyRun.Read(TinyRun.State(trainer)));
        TinyRun.Steps(trainer, Steps);
        TinyRun.Steps(restored, Steps);
        TinyRun.AssertSame(TinyRun.State(trainer), TinyRun.State(restored));
    }

    private static CdartsSettings Settings(DroppedOperations dropped) => TinyRun.Settings with
    {
        Rebuild = new() { DroppedOperations = dropped, BatchNorm = BatchNormOnRebuild.Keep },
        Schedule = TinyRun.Settings.Schedule with { SearchWarmupEpochs = 0 },
    };

    /// <summary>A was trained for a cycle, B is in use: 3 cells x 8 edges x 4 weights of separable convolutions wait in the pool.</summary>
    private static CdartsTrainer Dropped(DroppedOperations dropped)
    {
        CdartsTrainer trainer = TinyRun.TrainerWith(Settings(dropped), A);
        TinyRun.Steps(trainer, 4);
        trainer.RebuildEvaluationNetwork(1, B);
        return trainer;
    }
}
