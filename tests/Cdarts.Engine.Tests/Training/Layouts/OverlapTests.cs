using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training.Layouts;

/// <summary>Search replicas that share nothing begin the second update of a joint step before the first one has passed its vote.</summary>
public class OverlapTests
{
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 2, 2)]
    public void The_numbers_are_those_without_it_bit_for_bit(int search, int evaluation, int deviceBatch)
    {
        CdartsSettings settings = ReplicaRun.Settings("nni", "fast", jointEpochs: 2, cycles: 2, steps: 1);
        settings = Apart(settings) with
        {
            Data = settings.Data with { BatchSize = 8, DeviceBatch = deviceBatch },
            Regulariser = settings.Regulariser with { Coefficient = .1 },
            AlphaOptimizer = settings.AlphaOptimizer with { WeightDecay = .01 },
        };
        (ReplicaRun[] Search, ReplicaRun[] Evaluation) Runs(bool overlap) =>
            SplitGroup.Run(search, evaluation, groups => ReplicaRun.Of(settings with { Split = new() { Overlap = overlap } }, groups));
        (ReplicaRun[] Search, ReplicaRun[] Evaluation) with = Runs(true), without = Runs(false);
        foreach ((ReplicaRun one, ReplicaRun other) in with.Search.Concat(with.Evaluation).Zip(without.Search.Concat(without.Evaluation)))
        {
            Assert.Equal(other.Steps.SelectMany(step => step.Numbers), one.Steps.SelectMany(step => step.Numbers));
            Assert.Equal(other.Topologies, one.Topologies);
            TinyRun.AssertSame(other.State, one.State);
        }
    }

    /// <summary>When the evaluation replica leaves the group.</summary>
    public enum Leaving
    {
        InExchange,
        AfterItsBackwardPass,
        WhenAllAreInTheVote,
    }

    /// <summary>In the vote the second update is under way; in the exchange of logits it is not; in between it may be.</summary>
    [Theory]
    [InlineData(Leaving.InExchange)]
    [InlineData(Leaving.AfterItsBackwardPass)]
    [InlineData(Leaving.WhenAllAreInTheVote)]
    public void A_group_that_breaks_in_the_first_update_leaves_all_as_it_was(Leaving leaving)
    {
        using CountdownEvent voting = new(2);
        SplitGroup.Run(
            2,
            1,
            groups =>
            {
                using CdartsTrainer trainer = Begin(groups);
                CheckpointContent before = TinyRun.State(trainer);
                Assert.Throws<CollectiveException>(() => trainer.RunPhase(TrainingPhase.Joint, 0));
                TinyRun.AssertSame(before, TinyRun.State(trainer));
                if (groups.Role == ReplicaRole.Search && leaving != Leaving.AfterItsBackwardPass)
                {
                    bool isVote = leaving == Leaving.WhenAllAreInTheVote;
                    Assert.Equal((isVote ? trainer.Next : null, isVote), (trainer.Awaited, HasBegunSecond(trainer)));
                }

                return 0;
            },
            world => new EvaluationLeaves(world, leaving, voting),
            ends: true);
    }

    [Fact]
    public void Where_a_module_is_shared_the_second_update_waits()
    {
        using CountdownEvent voting = new(1);
        SplitGroup.Run(
            1,
            1,
            groups =>
            {
                using CdartsTrainer trainer = Begin(groups, settings => settings with { Network = settings.Network with { ShareModules = true } });
                Assert.Throws<CollectiveException>(() => trainer.RunPhase(TrainingPhase.Joint, 0));
                Assert.False(HasBegunSecond(trainer));
                return 0;
            },
            world => new EvaluationLeaves(world, Leaving.WhenAllAreInTheVote, voting),
            ends: true);
    }

    [Fact]
    public void A_loss_of_the_evaluation_side_that_is_not_finite_changes_nothing_on_either_side() => SplitGroup.Run(2, 1, groups =>
    {
        using CdartsTrainer trainer = Begin(groups);
        if (groups.Role == ReplicaRole.Evaluation)
        {
            using IDisposable noGrad = no_grad();
            Weight classifier = trainer.State.Evaluation.Weights.Single(weight => weight.Name == "evaluation.classifier.weight");
            classifier.Value.fill_(double.PositiveInfinity);
        }

        CheckpointContent before = TinyRun.State(trainer);
        NonFiniteLossException failure = Assert.Throws<NonFiniteLossException>(() => trainer.RunPhase(TrainingPhase.Joint, 0));
        Assert.Equal(trainer.Next, failure.Cursor);
        Assert.Equal(groups.Role == ReplicaRole.Search, HasBegunSecond(trainer));
        TinyRun.AssertSame(before, TinyRun.State(trainer));
        return 0;
    });

    private static CdartsSettings Apart(CdartsSettings settings) => settings with
    {
        Network = settings.Network with { ShareModules = false, Ensemble = EnsembleKind.PerNetwork },
    };

    /// <summary>A trainer at its first joint step, without gradients from before.</summary>
    private static CdartsTrainer Begin(ReplicaGroups groups, Func<CdartsSettings, CdartsSettings>? change = null)
    {
        CdartsSettings settings = Apart(ReplicaRun.Settings("nni", "fast", warmupEpochs: 0));
        CdartsTrainer trainer = ReplicaRun.Trainer(change?.Invoke(settings) ?? settings, groups);
        trainer.RebuildEvaluationNetwork(0, trainer.DeriveTopology());
        trainer.State.Buffers.Gradients.zero_();
        return trainer;
    }

    /// <summary>The first update gives the search network's own weights no gradient.</summary>
    private static bool HasBegunSecond(CdartsTrainer trainer)
    {
        using Tensor gradient = trainer.State.Buffers.SearchOnly.Of(trainer.State.Buffers.Gradients);
        return gradient.count_nonzero().item<long>() > 0;
    }

    /// <summary>Rank 0 leaves in its first sum, or when it is to give its logits.</summary>
    private sealed class EvaluationLeaves(ICollective group, Leaving leaving, CountdownEvent voting) : PassingCollective(group)
    {
        public override void AllReduceSum(IReadOnlyList<Tensor> regions)
        {
            if (Rank > 0)
            {
                voting.Signal();
                base.AllReduceSum(regions);
                return;
            }

            if (leaving == Leaving.WhenAllAreInTheVote)
            {
                Assert.True(voting.Wait(RankThreads.Safety));
            }

            throw Break("the test breaks the group");
        }

        public override void SendReceive(ReadOnlySpan<PairTransfer> transfers)
        {
            if (Rank == 0 && leaving == Leaving.InExchange)
            {
                throw Break("the test breaks the group");
            }

            base.SendReceive(transfers);
        }
    }
}
