using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Stacked;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// The network in which every edge mixes every candidate operation. Built by <see cref="CdartsNetworks"/>; bound to one thread.
/// </summary>
public sealed class SearchNetwork
{
    private readonly NetworkTrunk _trunk;
    private readonly ISearchCell[] _cells;
    private readonly bool _checkpoint;

    internal SearchNetwork(
        Declarations common, Declarations declare, SharedModules shared, NetworkLayout layout, NetworkSettings settings, int classes, CellForms forms)
    {
        _checkpoint = settings.CheckpointCells;
        SearchSpace space = layout.Space;
        _cells = [.. layout.Cells.Select((place, k) => place.Kind is null
            ? new FixedBlock(space.CreateBlock(declare.Child($"blocks.{k}"), place))
            : forms.SearchCell(CellParts.AllCandidates(declare.Child($"cells.{k}"), space, place, affine: false), k, settings.EdgeAggregation))];
        StackingShapes = [.. _cells.OfType<StackedSearchCell>().SelectMany(cell => cell.Shapes).Distinct()];
        _trunk = new NetworkTrunk(shared, layout, new Linear(declare, "classifier", layout.OutputChannels, classes), forms.Layout);
        Weights = [.. common.Weights, .. declare.Weights];
        Norms = [.. common.Norms, .. declare.Norms];
        Statistics = declare.Statistics;
        EnsembleWeight = shared.Ensemble;
    }

    /// <summary>All weights that the network uses, shared ones first.</summary>
    public IReadOnlyList<Weight> Weights { get; }

    internal IReadOnlyList<BatchNorm> Norms { get; }

    /// <summary>Over which batch the norms normalise in training; both networks of a pair have the same.</summary>
    internal BatchStatistics Statistics { get; }

    internal Weight EnsembleWeight { get; }

    /// <summary>Shapes for which <see cref="Use"/> needs a plan; none when the cells are not stacked.</summary>
    internal IReadOnlyList<StackingShape> StackingShapes { get; }

    /// <summary>How stacked cells are computed; null when it is still to be chosen, and when the cells are not stacked.</summary>
    internal StackingPlan? Stacking { get; private set; }

    /// <summary>Says how stacked cells are computed. Without effect on cells that are not stacked.</summary>
    /// <exception cref="CdartsException">The plan is another network's.</exception>
    internal void Use(StackingPlan plan)
    {
        foreach (StackedSearchCell cell in _cells.OfType<StackedSearchCell>())
        {
            cell.Use(plan.Of);
            Stacking = plan;
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">Pictures [B, 3, H, W], contiguous.</param>
    /// <param name="weights">Weights of the operations.</param>
    /// <param name="pass">Training or inference.</param>
    /// <param name="withEnsemble">Whether the distillation heads run.</param>
    /// <returns>Logits [B, K], and ensemble logits [3B, K] or null.</returns>
    public (Tensor Logits, Tensor? Ensemble) Forward(Tensor x, ArchitectureWeights weights, ForwardPass pass, bool withEnsemble) =>
        _trunk.Forward(x, pass, withEnsemble, (k, beforePrevious, previous) => _checkpoint
            ? CellCheckpoint.Run((first, second, mixing, run) => _cells[k].Forward(first, second, mixing!, run), beforePrevious, previous, weights, pass)
            : _cells[k].Forward(beforePrevious, previous, weights, pass));
}
