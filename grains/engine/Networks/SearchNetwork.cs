using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// The network in which every edge mixes every candidate operation. Built by <see cref="CdartsNetworks"/>; bound to one thread.
/// </summary>
public sealed class SearchNetwork
{
    private readonly SharedModules _shared;
    private readonly SearchCell[] _cells;
    private readonly IReadOnlyList<int> _headCells;
    private readonly Linear _classifier;

    internal SearchNetwork(
        Declarations common, Declarations declare, SharedModules shared, NetworkLayout layout, EdgeAggregation aggregation, int classes)
    {
        _shared = shared;
        _headCells = layout.HeadCells;
        _cells = [.. layout.Cells.Select((place, k) => new SearchCell(declare.Child($"cells.{k}"), place, aggregation))];
        _classifier = new Linear(declare, "classifier", layout.OutputChannels, classes);
        Weights = [.. common.Weights, .. declare.Weights];
        Norms = [.. common.Norms, .. declare.Norms];
        EnsembleWeight = shared.Ensemble;
    }

    /// <summary>All weights that the network uses, shared ones first.</summary>
    public IReadOnlyList<Weight> Weights { get; }

    internal IReadOnlyList<BatchNorm> Norms { get; }

    internal Weight EnsembleWeight { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="x">Pictures [B, 3, H, W], contiguous.</param>
    /// <param name="weights">Weights of the operations.</param>
    /// <param name="pass">Training or inference.</param>
    /// <param name="withEnsemble">Whether the distillation heads run.</param>
    /// <returns>Logits [B, K], and ensemble logits [3B, K] or null.</returns>
    public (Tensor Logits, Tensor? Ensemble) Forward(Tensor x, ArchitectureWeights weights, ForwardPass pass, bool withEnsemble)
    {
        (Tensor beforePrevious, Tensor previous) = _shared.Stem.Forward(x.contiguous(), pass);
        Tensor[] exits = new Tensor[_headCells.Count];
        for (int k = 0; k < _cells.Length; k++)
        {
            (beforePrevious, previous) = (previous, _cells[k].Forward(beforePrevious, previous, weights, pass));
            if (withEnsemble && _headCells[0] == k)
            {
                exits[0] = _shared.Heads[0].Forward(previous, pass);
            }
            else if (withEnsemble && _headCells[1] == k)
            {
                exits[1] = _shared.Heads[1].Forward(previous, pass);
            }
        }

        Tensor logits = _classifier.Forward(previous.mean([2, 3]));
        return (logits, withEnsemble ? _shared.EnsembleLogits(exits[0], exits[1], logits) : null);
    }
}
