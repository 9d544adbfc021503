using Cdarts.Engine.Training;
using TorchSharp;

namespace Cdarts.Engine.Tests.Training;

/// <summary>Steps leave no tensor and no memory behind. A joint step has in it what the warm-ups do, so it is the one that is watched for long.</summary>
public class TensorLeakTests
{
    private const int Settled = 20;

    [Theory]
    [InlineData(TrainingPhase.SearchWarmup, 60)]
    [InlineData(TrainingPhase.EvaluationWarmup, 60)]
    [InlineData(TrainingPhase.Joint, 200)]
    public void Live_tensors_and_resident_memory_stay(TrainingPhase phase, int count)
    {
        CdartsSettings settings = TinyRun.Settings with
        {
            Precision = Precision.Float32,
            Data = TinyRun.Settings.Data with { BatchSize = 2 },
            Schedule = new()
            {
                StepsPerEpoch = 2,
                Cycles = 1,
                SearchWarmupEpochs = phase == TrainingPhase.SearchWarmup ? count / 2 : 0,
                EvaluationWarmupEpochs = phase == TrainingPhase.EvaluationWarmup ? count / 2 : 0,
                JointEpochs = phase == TrainingPhase.Joint ? count / 2 : 0,
            },
        };
        using CdartsTrainer trainer = TinyRun.Trainer(settings);
        FinalizeEarlierTests();
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

        Assert.Equal(count, steps);
        Assert.InRange(Environment.WorkingSet - memory, long.MinValue, 24 << 20);
    }

    [Fact]
    public void Rebuilds_snapshots_and_evaluations_leave_no_tensor_not_even_to_the_collector()
    {
        using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings, TinyRun.Only(3));
        FinalizeEarlierTests();
        List<long> tensors = [];
        for (int cycle = 0; cycle < 8; cycle++)
        {
            trainer.RebuildEvaluationNetwork(cycle % 2, TinyRun.Only(cycle % 2 == 0 ? 3 : 6));
            TinyRun.Steps(trainer, 1);
            trainer.EvaluateHeldOut();
            TinyRun.State(trainer);
            tensors.Add(torch.Tensor.TotalCount);
        }

        // Once every operation has been in use, the two topologies alternate between two numbers.
        Assert.Equal([tensors[2], tensors[3], tensors[2], tensors[3], tensors[2], tensors[3]], tensors[2..]);
    }

    /// <summary>What earlier tests left to the finalizers must not go while tensors are counted.</summary>
    private static void FinalizeEarlierTests()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
