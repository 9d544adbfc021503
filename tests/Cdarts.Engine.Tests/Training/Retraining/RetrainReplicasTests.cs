using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training.Retraining;

namespace Cdarts.Engine.Tests.Training.Retraining;

/// <summary>With batch norm over the global batch, one replica and several retrain the same network, whatever else is switched on.</summary>
public class RetrainReplicasTests
{
    private static readonly RetrainSettings Settings = TinyRetrain.Settings with
    {
        SyncBatchNorm = true,
        LabelSmoothing = .1,
        Augmentation = new() { CropPadding = 2, CutoutLength = 8, MixupAlpha = .7 },
        Best = BestEpoch.Last,
    };

    private sealed record Outcome(List<double> Numbers, Dictionary<string, double[]> State);

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void The_number_of_replicas_does_not_matter(int ranks)
    {
        Outcome alone = Of(Settings, 1)[0];
        Outcome[] replicas = Of(Settings, ranks);
        Assert.InRange(ReplicaRun.Error([.. alone.Numbers], [.. replicas[0].Numbers]), 0, 1e-9);
        Assert.All(replicas, replica => Assert.All(alone.State, pair =>
        {
            Assert.Equal(replicas[0].State[pair.Key], replica.State[pair.Key]);
            Assert.InRange(ReplicaRun.Error(pair.Value, replica.State[pair.Key]), 0, 1e-9);
        }));
    }

    private static Outcome[] Of(RetrainSettings settings, int ranks)
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
                    numbers.AddRange([retrainer.Measure().Loss]);
                }
            }

            return new Outcome(numbers, TinyRetrain.State(retrainer));
        });
    }
}
