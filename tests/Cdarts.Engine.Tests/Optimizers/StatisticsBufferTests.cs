using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Optimizers;

public class StatisticsBufferTests
{
    private static readonly Genotype A = TinyRun.Only(3), B = TinyRun.Only(6);

    [Theory]
    [InlineData(BatchNormOnRebuild.Reset)]
    [InlineData(BatchNormOnRebuild.Keep)]
    public void A_rebuild_resets_or_keeps_the_cells_statistics(BatchNormOnRebuild setting)
    {
        CdartsSettings settings = TinyRun.Settings with { Rebuild = new() { BatchNorm = setting } };
        using CdartsTrainer trainer = TinyRun.TrainerWith(settings, A);
        TinyRun.Steps(trainer, 2);
        NetworkState state = trainer.State;
        Dictionary<string, double[]> before = Statistics(state);
        trainer.State.Rebuild(B);
        trainer.State.Rebuild(A);
        Dictionary<string, double[]> after = Statistics(state);

        foreach ((string name, double[] values) in before)
        {
            bool reset = setting == BatchNormOnRebuild.Reset && EvaluationNetwork.IsCandidate(name) && state.Evaluation.Uses(A)(name);
            Assert.Equal(reset ? [.. Fresh(values.Length)] : values, after[name]);
        }

        Assert.Contains(before, pair => EvaluationNetwork.IsCandidate(pair.Key) && !pair.Value.SequenceEqual(Fresh(pair.Value.Length)));
    }

    [Fact]
    public void Running_statistics_move_by_a_tenth_towards_the_batchs()
    {
        using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings, A);
        using DisposeScope scope = NewDisposeScope();
        NetworkState state = trainer.State;
        Tensor images = TinyRun.RandomBatch(1).Images;
        BatchNorm stem = state.Norms.Single(norm => norm.Name == "shared.stem.norm");
        Weight convolution = state.Search.Weights.Single(weight => weight.Name == "shared.stem.convolution");
        using (no_grad())
        {
            state.Evaluation.Forward(images, ForwardPass.Evaluation, withEnsemble: false);
            Assert.All(stem.Mean.data<double>().ToArray(), value => Assert.Equal(0, value));
            state.Statistics.Commit(ForwardPass.Evaluation, state.StagedStatistics(NetworkSide.Evaluation, withHeads: false).All);
            Tensor x = nn.functional.conv2d(images, convolution.Value, null, [1, 1], [1, 1]);
            Tensor mean = x.mean([0, 2, 3]), variance = x.var([0, 2, 3], unbiased: true);
            Assert.True((stem.Mean - (mean * .1)).abs().max().item<double>() < 1e-14);
            Assert.True((stem.Variance - (.9 + (variance * .1))).abs().max().item<double>() < 1e-14);
        }
    }

    [Fact]
    public void Ranges_cover_the_norms_asked_for_and_no_others()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32])
        {
            BatchNorm[] norms = [.. Enumerable.Range(0, 6).Select(i => new BatchNorm($"n{i}", 1 + (5 * i), null, null, type, CPU, new BatchStatistics()))];
            using StatisticsBuffer buffer = new(norms, [], type, CPU);
            BatchNorm[] asked = [norms[0], norms[1], norms[3], norms[5]];
            foreach (Tensor staged in buffer.Staged(ForwardPass.Search, [new FlatRange(0, buffer.Save().shape[0])]))
            {
                staged.fill_(3);
            }

            buffer.Commit(ForwardPass.Search, buffer.RangesOf(asked), momentum: 1);
            Assert.Equal(3, buffer.RangesOf(asked).Count);
            Assert.All(norms, norm => Assert.Equal(
                asked.Contains(norm) ? (3, 3) : (0, 1),
                (norm.Mean.to(ScalarType.Float64).mean().item<double>(), norm.Variance.to(ScalarType.Float64).mean().item<double>())));
        }
    }

    private static IEnumerable<double> Fresh(int length) => Enumerable.Range(0, length).Select(i => i < length / 2 ? 0.0 : 1);

    private static Dictionary<string, double[]> Statistics(NetworkState state) => state.Norms.ToDictionary(
        norm => norm.Name,
        norm => (double[])[.. norm.Mean.data<double>().ToArray(), .. norm.Variance.data<double>().ToArray()]);
}
