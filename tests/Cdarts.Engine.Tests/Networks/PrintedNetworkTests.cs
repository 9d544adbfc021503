using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks;

/// <summary>Whole networks, specification 10.3, to the printed digits.</summary>
public class PrintedNetworkTests
{
    [Theory]
    [InlineData(EdgeAggregation.Mean, .029418, -.034541, .011897, .004452, .010801, 2.30725220, .0030404249, .2523381548, .1261690774, 5.0815897394)]
    [InlineData(EdgeAggregation.Sum, .153679, -.015750, .007054, .002199, .056425, 2.35224365, .0044118127, .3642924844, .1821462422, 5.1279525706)]
    public void Networks_give_the_printed_figures(
        EdgeAggregation aggregation, double logit0, double logit3, double em0, double em4, double em8, double lossS, double kl, double mse,
        double smoothL1, double total)
    {
        using DisposeScope scope = NewDisposeScope();
        CdartsSettings settings = new()
        {
            Precision = Precision.Float64,
            Network = new() { Channels = 4, EdgeAggregation = aggregation, FixedHeads = false },
        };
        using NetworkState state = JointStepTests.State(settings);
        Tensor x = SineFill.Input([4, 3, 32, 32]), labels = tensor(new long[] { 0, 3, 6, 9 }, dtype: ScalarType.Int64);

        (Tensor logits, Tensor? searchEnsemble) = state.Search.Forward(x, state.Mutator.Sample(), ForwardPass.Search, withEnsemble: true);
        (Tensor evaluationLogits, Tensor? evaluationEnsemble) = state.Evaluation.Forward(x, ForwardPass.Evaluation, withEnsemble: true);
        Tensor search = Losses.Classification(logits, labels), evaluation = Losses.Classification(evaluationLogits, labels);
        Tensor Distance(InteractiveLoss kind) => Losses.Interactive(kind, searchEnsemble!, evaluationEnsemble!, 2);
        Tensor loss = search + evaluation + Distance(InteractiveLoss.Kl);
        loss.backward();

        Assert.Equal(logit0, logits[0, 0].item<double>(), 6);
        Assert.Equal(logit3, logits[0, 3].item<double>(), 6);
        Assert.Equal(1.204868, evaluationLogits[0, 0].item<double>(), 6);
        Assert.Equal(-1.851789, evaluationLogits[0, 3].item<double>(), 6);
        Assert.Equal(em0, searchEnsemble![0, 0].item<double>(), 6);
        Assert.Equal(em4, searchEnsemble[4, 0].item<double>(), 6);
        Assert.Equal(em8, searchEnsemble[8, 0].item<double>(), 6);
        Assert.Equal(.442386, evaluationEnsemble![8, 0].item<double>(), 6);
        Assert.Equal(lossS, search.item<double>(), 8);
        Assert.Equal(2.77129711, evaluation.item<double>(), 8);
        Assert.Equal(kl, Distance(InteractiveLoss.Kl).item<double>(), 10);
        Assert.Equal(mse, Distance(InteractiveLoss.Mse).item<double>(), 10);
        Assert.Equal(smoothL1, Distance(InteractiveLoss.SmoothL1).item<double>(), 10);
        Assert.Equal(total, loss.item<double>(), 9);

        bool mean = aggregation == EdgeAggregation.Mean;
        double[] alphaGradient = state.Mutator.Alphas.Value.grad![0].data<double>().ToArray();
        Assert.Equal(mean ? .1074572 : -.08238082, alphaGradient[0], 7);
        Assert.Equal(mean ? -.01636519 : -.01180437, alphaGradient[7], 8);
        Assert.Equal(mean ? .60552557 : 1.08324007, state.Mutator.Alphas.Value.grad!.norm().item<double>(), 8);
        double cells = Math.Sqrt(state.Search.Weights.Where(weight => weight.Name.Contains(".cells.")).Sum(weight =>
            Math.Pow(weight.Value.grad!.norm().item<double>(), 2)));
        Assert.Equal(mean ? 11.41978878 : 16.86037115, cells, 8);
        double[] ensembleGradient = state.Search.EnsembleWeight.Value.grad!.data<double>().ToArray();
        Assert.Equal(mean ? -.00177682 : -.00259254, ensembleGradient[0], 8);
        Assert.Equal(mean ? .00373747 : .00545680, ensembleGradient[2], 8);
    }

    [Theory]
    [InlineData(NetworkForm.Straight)]
    [InlineData(NetworkForm.Fast)]
    public void Stem_and_first_cells_give_the_printed_sums(NetworkForm form)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        NetworkSettings settings = new() { Channels = 4 };
        NetworkLayout layout = new(settings, 8, 32);
        Declarations stem = new("stem", generator, ScalarType.Float64, CPU), search = new("s", generator, ScalarType.Float64, CPU);
        Declarations evaluation = new("e", generator, ScalarType.Float64, CPU);
        Stem cifar = Stem.Create(stem, settings);
        CellPlace place = layout.Cells[0];
        CellForms forms = CellForms.For(form, new NumberTypes(ScalarType.Float64, null), CPU);
        ISearchCell searchCell = forms.SearchCell(DartsCells.Parts(search, place), 0, EdgeAggregation.Mean);
        IEvaluationCell evaluationCell = forms.EvaluationCell(DartsCells.Parts(evaluation, place), 0);
        foreach (Declarations declarations in (Declarations[])[stem, search, evaluation])
        {
            SineFill.Weights(declarations.Weights);
            _ = new StatisticsBuffer(declarations.Norms, [], ScalarType.Float64, CPU);
        }

        (Tensor first, Tensor second) = cifar.Forward(SineFill.Input([4, 3, 32, 32]), ForwardPass.Search);
        Assert.Equal(44105.52213841, first.abs().sum().item<double>(), 6);
        ArchitectureWeights weights = new(tensor(PrintedCase.Alphas(), [28, 8]));
        Tensor state = forms.Layout.Enter(first);
        Assert.Same(first, second);
        Tensor mixed = forms.Layout.Leave(searchCell.Forward(state, state, weights, ForwardPass.Search), place);
        Assert.Equal(21782.49370251, mixed.abs().sum().item<double>(), 6);
        Assert.Equal(.42605556, mixed[0, 0, 0, 0].item<double>(), 8);
        Assert.Equal(.19577968, mixed[3, 15, 31, 31].item<double>(), 8);
        CellGenotype genotype = TopologyDerivation.Derive(PrintedCase.Alphas()).Normal;
        Tensor kept = forms.Layout.Leave(evaluationCell.Forward(state, state, genotype, ForwardPass.Evaluation), place);
        Assert.Equal(107546.13090139, kept.abs().sum().item<double>(), 5);
        Assert.Equal(2.05673093, kept[0, 0, 0, 0].item<double>(), 8);
        Assert.Equal(1.28923738, kept[3, 15, 31, 31].item<double>(), 8);
    }
}
