using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Reference;
using Cdarts.Engine.Networks.Stacked;
using Cdarts.Engine.Optimizers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Stacked;

/// <summary>Everything that a forward and backward pass of a search cell gives, by name. Equal cases have equal weights and inputs.</summary>
internal static class CellRun
{
    private const int Batch = 3, Size = 8;

    /// <summary>Runs the straight cell, or the stacked one with a kind.</summary>
    internal static Dictionary<string, Tensor> Of(
        StackingKind? kind, bool reduction, bool previousReduction, EdgeAggregation aggregation, ScalarType type, int channels = 4)
    {
        using Generator generator = new(5);
        Declarations declare = new("cell", generator, type, CPU);
        CellPlace place = DartsCells.Place(reduction, previousReduction, beforePrevious: 6, previous: 10, channels, Size);
        CellParts parts = DartsCells.Parts(declare, place);
        CellForms forms = kind is null ? new ReferenceForms() : new StackedForms(type, CPU);
        ISearchCell cell = forms.SearchCell(parts, 0, aggregation);
        (cell as StackedSearchCell)?.Use(_ => kind!.Value);
        using StatisticsBuffer statistics = new(declare.Norms, [], type, CPU);

        Tensor Noise(params long[] shape) => (declare.Uniform(shape) * 2 - 1).detach().requires_grad_();
        int before = previousReduction ? 2 * Size : Size, after = reduction ? Size / 2 : Size;
        Tensor first = Noise(Batch, 6, before, before), second = Noise(Batch, 10, Size, Size), alphas = Noise(28, 8);
        Tensor output = cell.Forward(first, second, new ArchitectureWeights(alphas), ForwardPass.Search);
        (output * Noise(Batch, 4 * channels, after, after).detach()).sum().backward();
        statistics.Commit(ForwardPass.Search, statistics.RangesOf(declare.Norms));

        Dictionary<string, Tensor> results = new()
        {
            ["output"] = output.detach(), ["first"] = first.grad!, ["second"] = second.grad!, ["alphas"] = alphas.grad!,
            ["inference"] = cell.Forward(first, second, new ArchitectureWeights(alphas), ForwardPass.Inference).detach(),
        };
        foreach (Weight weight in declare.Weights)
        {
            results.Add(weight.Name, weight.Value.grad!);
        }

        foreach (BatchNorm norm in declare.Norms)
        {
            results.Add(norm.Name + ".mean", norm.Mean.clone());
            results.Add(norm.Name + ".variance", norm.Variance.clone());
        }

        return results;
    }
}
