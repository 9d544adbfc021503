using Cdarts.Engine.Data;
using Cdarts.Engine.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Training;

public class EvaluatorTests
{
    /// <summary>Seven classes; the label's logit is the largest, the second, the fifth, the sixth and the last largest.</summary>
    private static readonly double[,] Logits = new double[5, 7]
    {
        { 9, 1, 2, 3, 4, 5, 6 },
        { 8, 9, 2, 3, 4, 5, 6 },
        { 5, 9, 8, 7, 6, 1, 2 },
        { 4, 9, 8, 7, 6, 5, 2 },
        { 0, 9, 8, 7, 6, 5, 2 },
    };

    [Fact]
    public void Figures_are_means_over_all_pictures_whatever_the_batches()
    {
        double loss = F.cross_entropy(tensor(Logits), zeros(5, dtype: ScalarType.Int64)).item<double>();
        foreach (int size in (int[])[1, 2, 5])
        {
            EvaluationFigures figures = Evaluator.Evaluate(x => x, Batches(size));
            Assert.Equal((.2, .6, 5), (figures.Top1, figures.Top5, figures.Pictures));
            Assert.Equal(loss, figures.Loss, 12);
        }
    }

    [Fact]
    public void With_few_classes_every_label_is_among_the_first_five()
    {
        Batch batch = new(tensor(new double[,] { { 0, 1, 2 } }), tensor([0L]), 1);
        EvaluationFigures figures = Evaluator.Evaluate(x => x, [batch]);
        Assert.Equal((0, 1), (figures.Top1, figures.Top5));
    }

    [Fact]
    public void A_replica_measures_the_batches_that_it_is_given()
    {
        EvaluationFigures first = Evaluator.Evaluate(x => x, Share(0), new Unreduced(0, 2)), second = Evaluator.Evaluate(x => x, Share(1), new Unreduced(1, 2));
        Assert.Equal((3, 2), (first.Pictures, second.Pictures));
        Assert.Equal((1.0 / 3, 2.0 / 3), (first.Top1, first.Top5));
        Assert.Equal((0, .5), (second.Top1, second.Top5));
    }

    [Fact]
    public void No_gradients_are_recorded()
    {
        Tensor weight = ones(1, dtype: ScalarType.Float64).requires_grad_();
        List<bool> recorded = [];
        Evaluator.Evaluate(
            x =>
            {
                Tensor y = x * weight;
                recorded.Add(y.requires_grad);
                return y;
            },
            Batches(5));
        Assert.Equal([false], recorded);
    }

    private static IEnumerable<Batch> Share(int rank) => Batches(2).Where((_, i) => i % 2 == rank);

    private static IEnumerable<Batch> Batches(int size)
    {
        Tensor logits = tensor(Logits);
        for (int start = 0; start < 5; start += size)
        {
            int count = Math.Min(size, 5 - start);
            yield return new Batch(logits.narrow(0, start, count), zeros(count, dtype: ScalarType.Int64), count);
        }
    }
}
