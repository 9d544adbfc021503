using Cdarts.Engine.Training;
using TorchSharp;

namespace Cdarts.Engine.Tests.Training;

/// <summary>Two hundred steps of each phase leave no tensor and no memory behind.</summary>
public class TensorLeakTests
{
    private const int Steps = 200, Settled = 20;

    [Theory]
    [InlineData(TrainingPhase.SearchWarmup)]
    [InlineData(TrainingPhase.EvaluationWarmup)]
    [InlineData(TrainingPhase.Joint)]
    public void Live_tensors_and_resident_memory_stay(TrainingPhase phase)
    {
        CdartsSettings settings = TinyRun.Settings with
        {
            Precision = Precision.Float32,
            Data = TinyRun.Settings.Data with { BatchSize = 2 },

            // The fast alphas of other tests would be so far apart after 200 steps that half the arithmetic is on denormal numbers, which is slow.
            AlphaOptimizer = new(),
            Schedule = new()
            {
                StepsPerEpoch = 2,
                Cycles = 1,
                SearchWarmupEpochs = phase == TrainingPhase.SearchWarmup ? Steps / 2 : 0,
                EvaluationWarmupEpochs = phase == TrainingPhase.EvaluationWarmup ? Steps / 2 : 0,
                JointEpochs = phase == TrainingPhase.Joint ? Steps / 2 : 0,
            },
        };
        // What earlier tests left to the finalizers must not go while tensors are counted.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using CdartsTrainer trainer = TinyRun.Trainer(settings);
        if (phase != TrainingPhase.SearchWarmup)
        {
            trainer.RebuildEvaluationNetwork(0, TinyRun.Only(3));
        }

        int steps = 0;
        long tensors = 0, memory = 0;
        trainer.RunPhase(phase, 0, (_, _) =>
        {
            steps++;
            if (steps == Settled)
            {
                (tensors, memory) = (torch.Tensor.TotalCount, Environment.WorkingSet);
            }
            else if (steps > Settled)
            {
                Assert.Equal(tensors, torch.Tensor.TotalCount);
            }
        });

        Assert.Equal(Steps, steps);
        Assert.InRange(Environment.WorkingSet - memory, long.MinValue, 24 << 20);
    }

    [Fact]
    public void Rebuilds_snapshots_and_evaluations_leave_no_tensor()
    {
        using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings, TinyRun.Only(3));
        long? tensors = null;
        for (int cycle = 0; cycle < 6; cycle++)
        {
            trainer.RebuildEvaluationNetwork(cycle % 2, TinyRun.Only(cycle % 2 == 0 ? 3 : 6));
            TinyRun.Steps(trainer, 1);
            trainer.EvaluateHeldOut();
            TinyRun.State(trainer);
            if (cycle == 1)
            {
                tensors = torch.Tensor.TotalCount;
            }
        }

        // The two topologies have as many weights.
        Assert.Equal(tensors, torch.Tensor.TotalCount);
    }
}
