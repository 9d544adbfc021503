using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Tests.Training.Retraining;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using Cdarts.Engine.Training.Sessions;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training;

/// <summary>Updates whose slices are processed in parts.</summary>
public class BatchPartsTests
{
    [Theory]
    [InlineData(1024, 8, 0, 1)]
    [InlineData(1024, 8, 128, 1)]
    [InlineData(1024, 3, 128, 3)]
    [InlineData(64, 1, 60, 2)]
    [InlineData(7, 2, 3, 1)]
    [InlineData(4, 3, 2, 1)]
    [InlineData(2, 2, 2, 1)]
    [InlineData(26, 8, 2, 1)]
    public void Parts_are_as_few_as_can_be(int globalBatch, int replicas, int devicePictures, int parts) =>
        Assert.Equal(parts, BatchParts.Count(globalBatch, replicas, devicePictures));

    [Fact]
    public void Parts_cover_the_slice_and_have_the_promised_sizes()
    {
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 9], Gen.Int[2, 70]).Where((batch, replicas, _) => replicas <= batch).Sample((batch, replicas, most) =>
        {
            for (int rank = 0; rank < replicas; rank++)
            {
                int count = (batch * (rank + 1) / replicas) - (batch * rank / replicas);
                List<BatchPart> parts = Of(count, batch, new Unreduced(rank, replicas), most);
                Assert.Equal(BatchParts.Count(batch, replicas, most), parts.Count);
                Assert.Equal(count, parts.Sum(part => part.Batch.Count));
                Assert.Equal(parts.Select((_, i) => parts[..i].Sum(part => part.Batch.Count)), parts.Select(part => part.First));
                Assert.InRange(parts.Max(part => part.Batch.Count), 1, Math.Max(most, 4));
                Assert.InRange(parts.Min(part => part.Batch.Count), Math.Min(2, count), count);
                Assert.Equal((double)count / batch, parts.Sum(part => part.Share), 12);
                Assert.Equal(1, parts.Sum(part => part.Weight), 12);
            }
        }, iter: 200);
    }

    /// <summary>Losses, gradients, weights, moments and running statistics of whole searches: those of one replica for each part.</summary>
    [Theory]
    [InlineData("cream", "fast", SearchStrategy.Cdarts)]
    [InlineData("nni", "straight", SearchStrategy.Cdarts)]
    [InlineData("nni", "stacked", SearchStrategy.Darts)]
    public void A_search_in_parts_is_that_of_as_many_replicas(string variant, string form, SearchStrategy strategy)
    {
        CdartsSettings settings = ReplicaRun.Settings(variant, form, steps: 1) with { SyncBatchNorm = false, Strategy = strategy };
        ReplicaRun replicas = ReplicaRun.Of(settings, 2)[0], parts = ReplicaRun.Of(InParts(settings, 4, 2), 1)[0];
        ReplicaRun.AssertNear(replicas, parts, 1e-9);
        Assert.NotEqual(ReplicaRun.Of(settings, 1)[0].Steps[0].Numbers[0], parts.Steps[0].Numbers[0], 1e-6);
        AssertNear(replicas, parts);
    }

    [Fact]
    public void So_it_is_when_several_replicas_work_in_parts_and_they_are_equal()
    {
        CdartsSettings settings = ReplicaRun.Settings("cream", "fast", steps: 1) with { SyncBatchNorm = false };
        ReplicaRun whole = ReplicaRun.Of(InParts(settings, 8, 0), 4)[0];
        ReplicaRun[] parts = ReplicaRun.Of(InParts(settings, 8, 2), 2);
        ReplicaRun.AssertNear(whole, parts[0], 1e-9);
        AssertNear(whole, parts[0]);
        TinyRun.AssertSame(parts[0].State, parts[1].State);
    }

    [Fact]
    public void An_update_in_parts_is_one_message_as_ever()
    {
        CdartsSettings settings = InParts(ReplicaRun.Settings("cream", "fast", steps: 1), 8, 2) with { SyncBatchNorm = false };
        ThreadGroup group = new(2);
        int[] steps = ThreadGroup.Each(2, rank =>
        {
            int count = 0;
            using CdartsTrainer trainer = ReplicaRun.Trainer(settings, group[rank]);
            trainer.Search((cursor, _) => count += cursor.Phase == TrainingPhase.Joint ? 2 : 1);
            return count;
        });
        Assert.Equal([4, 4], steps);
        Assert.Equal([4, 4], [group.SumsOf(0), group.SumsOf(1)]);
    }

    /// <summary>
    /// Two parts of equal pictures have the batch norm of the whole batch, so that parts and whole have equal losses, gradients and weights. The unbiased
    /// variance is another: with n values in a channel n / (n - 1) of the biased one.
    /// </summary>
    [Theory]
    [InlineData(NetworkForm.Fast)]
    [InlineData(NetworkForm.Straight)]
    public void Where_batch_norm_does_not_tell_them_apart_parts_are_the_whole_batch(NetworkForm form)
    {
        using DisposeScope scope = NewDisposeScope();
        CdartsSettings settings = TinyRun.Settings with { Network = TinyRun.Settings.Network with { Form = form, FixedHeads = false } };
        using NetworkState whole = JointStepTests.State(settings), parts = JointStepTests.State(settings);
        StepFigures expected = Joint(whole, settings), actual = Joint(parts, InParts(settings, 4, 2));
        Assert.Equal(Numbers(expected), Numbers(actual), (e, a) => Math.Abs(e - a) <= 1e-9 * Math.Max(1, Math.Abs(e)));
        Assert.InRange((whole.Buffers.Values - parts.Buffers.Values).abs().max().item<double>(), 0, 1e-9);
        Assert.InRange((whole.Buffers.Gradients - parts.Buffers.Gradients).abs().max().item<double>(), 0, 1e-9 * expected.EvaluationGradientNorm!.Value);
        Assert.InRange(Math.Abs(whole.AlphaSteps - parts.AlphaSteps), 0, 0);
        foreach ((var one, var other) in whole.Norms.Zip(parts.Norms).Where(pair => pair.First.Name.EndsWith("stem.norm", StringComparison.Ordinal)))
        {
            Assert.InRange((one.Mean - other.Mean).abs().max().item<double>(), 0, 1e-12);

            // Three updates of momentum 0.1 from 1: the stem is in both networks' passes and sees 4 x 32 x 32 values per channel, or 2 x 32 x 32.
            double rest = Math.Pow(.9, 3), values = 32 * 32;
            Tensor biased = (one.Variance - rest) * ((4 * values) - 1) / (4 * values);
            Assert.InRange(((biased * 2 * values / ((2 * values) - 1)) + rest - other.Variance).abs().max().item<double>(), 0, 1e-12);
        }
    }

    [Fact]
    public void One_part_is_the_whole_slice_bit_for_bit()
    {
        CdartsSettings settings = ReplicaRun.Settings("cream", "fast") with { SyncBatchNorm = false };
        TinyRun.AssertSame(ReplicaRun.Of(settings, 1)[0].State, ReplicaRun.Of(InParts(settings, 4, 4), 1)[0].State);
    }

    [Fact]
    public void Shared_batch_norms_meet_part_by_part()
    {
        CdartsSettings settings = InParts(ReplicaRun.Settings("nni", "fast", steps: 1), 7, 2);
        ReplicaRun[] runs = ReplicaRun.Of(settings, 2);
        TinyRun.AssertSame(runs[0].State, runs[1].State);
        Assert.All(runs[0].Steps, step => Assert.All(step.Numbers, number => Assert.True(double.IsFinite(number))));

        // Alone there is nobody to meet.
        TinyRun.AssertSame(ReplicaRun.Of(settings with { SyncBatchNorm = false }, 1)[0].State, ReplicaRun.Of(settings, 1)[0].State);
    }

    [Fact]
    public void A_resumed_run_in_parts_is_the_undisturbed_one_bit_for_bit()
    {
        CdartsSettings settings = InParts(TinyRun.Settings, 4, 2);
        using CdartsTrainer undisturbed = TinyRun.Trainer(settings), first = TinyRun.Trainer(settings), second = TinyRun.Trainer(settings);
        TinyRun.Steps(undisturbed, 7);
        TinyRun.Steps(first, 4);
        TrainerSnapshot.Restore(second, TinyRun.Read(TinyRun.State(first)));
        TinyRun.Steps(second, 3);
        TinyRun.AssertSame(TinyRun.State(undisturbed), TinyRun.State(second));
    }

    [Fact]
    public void Held_out_statistics_are_the_mean_over_parts()
    {
        CdartsSettings settings = TinyRun.Settings with { HeldOut = new() { StatisticsBatches = 2 } };
        using CdartsTrainer parts = TinyRun.TrainerWith(InParts(settings, 4, 2), TinyRun.Only(3));
        CdartsSettings halves = InParts(settings, 2, 0) with
        {
            HeldOut = new() { StatisticsBatches = 4 }, Schedule = settings.Schedule with { StepsPerEpoch = 4 },
        };
        using CdartsTrainer small = TinyRun.TrainerWith(halves, TinyRun.Only(3));
        using CdartsTrainer whole = TinyRun.TrainerWith(settings, TinyRun.Only(3));
        HeldOutFigures expected = small.EvaluateHeldOut()!, actual = parts.EvaluateHeldOut()!;
        Assert.Equal(expected.Loss, actual.Loss, 1e-12);
        Assert.Equal(TinyRun.TestPictures, actual.Pictures);
        Assert.NotEqual(whole.EvaluateHeldOut()!.Loss, actual.Loss, 1e-9);
    }

    [Fact]
    public void A_retraining_in_parts_is_that_of_as_many_replicas()
    {
        RetrainSettings settings = TinyRetrain.Settings with
        {
            LabelSmoothing = .1, Augmentation = new() { CropPadding = 2, CutoutLength = 8, MixupAlpha = .7 }, Best = BestEpoch.Last,
        };
        double[] replicas = Retrain(settings, 2), parts = Retrain(settings with { Data = settings.Data with { DeviceBatch = 2 } }, 1);
        Assert.InRange(ReplicaRun.Error(replicas, parts), 0, 1e-9);
        Assert.InRange(ReplicaRun.Error(Retrain(settings, 1), parts), 1e-6, 10);
    }

    private static double[] Retrain(RetrainSettings settings, int ranks)
    {
        ThreadGroup group = new(ranks);
        return ThreadGroup.Each(ranks, rank =>
        {
            using Retrainer retrainer = TinyRetrain.Retrainer(settings, group: group[rank]);
            List<double> numbers = [];
            while (!retrainer.IsCompleted)
            {
                RetrainStepFigures figures = retrainer.RunStep();
                numbers.AddRange([figures.Loss, figures.AuxiliaryLoss!.Value, figures.Accuracy, figures.GradientNorm]);
                if (retrainer.IsMeasureDue)
                {
                    numbers.Add(retrainer.Measure().Loss);
                }
            }

            return (double[])[.. numbers, .. TinyRetrain.State(retrainer).Values.SelectMany(value => value)];
        })[0];
    }

    private static StepFigures Joint(NetworkState state, CdartsSettings settings)
    {
        Batch Doubled(int seed, long first, long second)
        {
            using Generator generator = new((ulong)seed);
            Tensor half = randn([2, 3, 32, 32], dtype: ScalarType.Float64, generator: generator);
            return new Batch(cat([half, half], 0), tensor([first, second, first, second]), 4);
        }

        TrainingSteps steps = new(state, settings, new SingleCollective(), new TogetherExchange());
        return steps.Joint(Doubled(1, 3, 1), Doubled(2, 0, 7), new StepPlan(Cursor.Start with { Phase = TrainingPhase.Joint }, 1e-3, 1e-3, .1, 4, Stop: false));
    }

    private static double[] Numbers(StepFigures figures) =>
    [
        figures.SearchLoss!.Value, figures.EvaluationLoss!.Value, figures.InteractiveLoss!.Value, figures.RegulariserLoss!.Value, figures.WeightLoss!.Value,
        figures.SearchAccuracy!.Value, figures.EvaluationAccuracy!.Value, figures.SearchGradientNorm!.Value, figures.EvaluationGradientNorm!.Value,
        figures.AlphaEntropy!.Value,
    ];

    private static CdartsSettings InParts(CdartsSettings settings, int batch, int devicePictures) =>
        settings with { Data = settings.Data with { BatchSize = batch, DeviceBatch = devicePictures } };

    /// <summary>All tensors of the state, up to rounding.</summary>
    private static void AssertNear(ReplicaRun expected, ReplicaRun actual)
    {
        Dictionary<string, ReadOnlyMemory<byte>> blocks = TinyRun.Blocks(actual.State).ToDictionary(block => block.Name, block => block.Data);
        Assert.All(TinyRun.Blocks(expected.State), block => Assert.InRange(ReplicaRun.Error(Values(block.Data), Values(blocks[block.Name])), 0, 1e-8));
        static double[] Values(ReadOnlyMemory<byte> data) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(data.Span).ToArray();
    }

    private static List<BatchPart> Of(int count, int globalBatch, ICollective group, int most)
    {
        using DisposeScope scope = NewDisposeScope();
        List<BatchPart> parts = [];
        new BatchParts(most, group).ForEach(new Batch(zeros(count, 1), zeros(count, dtype: ScalarType.Int64), count), globalBatch, part =>
        {
            Assert.Equal([part.Batch.Count, 1], part.Batch.Images.shape);
            parts.Add(part);
        });
        return parts;
    }
}
