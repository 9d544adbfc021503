using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Training;

public sealed class StrategyTests
{
    private static readonly CdartsSettings Darts = TinyRun.Settings with { Strategy = SearchStrategy.Darts };

    [Fact]
    public void Darts_has_no_evaluation_warm_up_and_leaves_the_evaluation_network_alone()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(Darts);
        double[] before = Own(trainer.State.Evaluation.Weights);
        List<(TrainingPhase Phase, StepFigures Figures)> steps = [];
        Genotype found = trainer.Search((cursor, figures) => steps.Add((cursor.Phase, figures)));
        Assert.Equal(2 + (2 * 2), steps.Count);
        Assert.DoesNotContain(steps, step => step.Phase == TrainingPhase.EvaluationWarmup);
        Assert.All(steps, step => Assert.Null(step.Figures.EvaluationLoss ?? step.Figures.InteractiveLoss ?? step.Figures.RegulariserLoss));
        Assert.Equal(before, Own(trainer.State.Evaluation.Weights));
        Assert.Equal(trainer.DeriveTopology(), found);
        Assert.NotNull(trainer.EvaluateHeldOut());
    }

    /// <summary>The first alpha step of Adam is the learning rate times the sign of the gradient of the validation cross-entropy alone.</summary>
    [Fact]
    public void Dartss_alphas_follow_the_validation_cross_entropy()
    {
        CdartsSettings settings = Darts with { Schedule = Darts.Schedule with { SearchWarmupEpochs = 0, StepsPerEpoch = 1 } };
        using CdartsTrainer trainer = TinyRun.TrainerWith(settings, TinyRun.Only(3));
        double[] before = trainer.Alphas();
        double[] gradient = Gradient(trainer, settings);
        trainer.RunPhase(TrainingPhase.Joint, 0);
        double[] after = trainer.Alphas();
        for (int i = 0; i < before.Length; i++)
        {
            if (Math.Abs(gradient[i]) > 1e-5)
            {
                Assert.Equal(-settings.AlphaOptimizer.LearningRate * Math.Sign(gradient[i]), after[i] - before[i], .01);
            }
        }
    }

    [Fact]
    public void Random_trains_nothing_and_differs_by_seed()
    {
        HashSet<Genotype> found = [];
        for (int seed = 0; seed < 5; seed++)
        {
            using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings with { Strategy = SearchStrategy.Random, Seed = seed });
            found.Add(trainer.Search((_, _) => Assert.Fail("A step was made.")));
            Assert.Null(trainer.EvaluateHeldOut());
            Assert.Equal(0, trainer.Schedule.TotalSteps);
        }

        Assert.Equal(5, found.Count);
    }

    /// <summary>Alphas that are independent and alike make every operation and every pair of edges equally likely.</summary>
    [Fact]
    public void Initial_alphas_draw_topologies_uniformly()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(7);
        const int Draws = 4000;
        int[] operations = new int[Primitives.CandidateCount], pairs = new int[10];
        for (int i = 0; i < Draws; i++)
        {
            using Tensor alphas = randn([28, 8], dtype: ScalarType.Float64, generator: generator).mul_(1e-3);
            IReadOnlyList<GenotypeEdge> last = TopologyDerivation.Derive(alphas.data<double>().ToArray()).Normal.Nodes[3];
            operations[last[0].Operation]++;
            (int low, int high) = (Math.Min(last[0].Source, last[1].Source), Math.Max(last[0].Source, last[1].Source));
            pairs[(high * (high - 1) / 2) + low]++;
        }

        Assert.Equal(0, operations[Primitives.None]);
        Assert.All(operations.Take(7), count => Assert.InRange(count, (Draws / 7) * .85, (Draws / 7) * 1.15));
        Assert.All(pairs, count => Assert.InRange(count, (Draws / 10) * .8, (Draws / 10) * 1.2));
    }

    [Fact]
    public void The_entropy_of_the_alphas_begins_near_the_logarithm_of_the_candidates()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings);
        StepFigures joint = TinyRun.Steps(trainer, 6).Last(figures => figures.AlphaEntropy is not null);
        Assert.InRange(joint.AlphaEntropy!.Value, 1.5, Math.Log(8));
        using DisposeScope scope = NewDisposeScope();
        Tensor cut = tensor(new[] { double.NegativeInfinity, 0, 0, 0 }, [1, 4]);
        Assert.Equal(Math.Log(3), new ArchitectureWeights(cut).Entropy().item<double>(), 1e-12);
        Assert.Equal(Math.Log(3), new ArchitectureWeights(cut.to(ScalarType.Float32)).Entropy().item<float>(), 1e-6);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(9, 0)]
    [InlineData(0, 0)]
    public void Many_skip_connections_raise_an_alarm_for_each_cell(int limit, int alarms)
    {
        string[] sentences = [.. CollapseWatch.Alarms(2, TinyRun.Only(Primitives.SkipConnect), new WatchSettings { SkipConnections = limit })];
        Assert.Equal(alarms, sentences.Length);
        Assert.All(sentences, sentence => Assert.StartsWith("Cycle 3: 8 of the 8 edges of the ", sentence, StringComparison.Ordinal));
        Assert.Empty(CollapseWatch.Alarms(2, TinyRun.Only(3), new WatchSettings { SkipConnections = limit }));
    }

    private static double[] Own(IEnumerable<Weight> weights) =>
        [.. weights.Where(weight => weight.Name.StartsWith("evaluation.", StringComparison.Ordinal))
            .SelectMany(weight => weight.Value.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray())];

    private static double[] Gradient(CdartsTrainer trainer, CdartsSettings settings)
    {
        using DisposeScope scope = NewDisposeScope();
        TrainTestSets sets = TinyRun.Sets();
        using TrainingData data = new(sets, settings, CPU, new SingleCollective());
        Batch valid = data.SearchValid(0, 0);
        Weight alphas = trainer.State.Mutator.Alphas;
        using Tensor zeroed = alphas.Gradient.zero_();
        (Tensor logits, _) = trainer.State.Search.Forward(valid.Images, trainer.State.Mutator.Sample(), ForwardPass.Search, withEnsemble: false);
        F.cross_entropy(logits, valid.Labels).backward();
        return alphas.Gradient.clone().data<double>().ToArray();
    }
}
