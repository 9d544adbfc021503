using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// The deeper network that has only the kept edges of a topology. Built by <see cref="CdartsNetworks"/>; bound to one thread.
/// </summary>
public sealed class EvaluationNetwork
{
    private readonly SharedModules _shared;
    private readonly EvaluationCell[] _cells;
    private readonly IReadOnlyList<int> _headCells;
    private readonly Linear _classifier;

    private const string CellsPrefix = "evaluation.cells.";

    internal EvaluationNetwork(Declarations common, Declarations declare, SharedModules shared, NetworkLayout layout, int classes)
    {
        _shared = shared;
        _headCells = layout.HeadCells;
        _cells = [.. layout.Cells.Select((place, k) => new EvaluationCell(declare.Child($"cells.{k}"), $"{CellsPrefix}{k}", place))];
        _classifier = new Linear(declare, "classifier", layout.OutputChannels, classes);
        Weights = [.. common.Weights, .. declare.Weights];
        Norms = [.. common.Norms, .. declare.Norms];
        EnsembleWeight = shared.Ensemble;
    }

    /// <summary>All weights that the network may use, shared ones first: the operations of every edge at evaluation depth.</summary>
    public IReadOnlyList<Weight> Weights { get; }

    internal IReadOnlyList<BatchNorm> Norms { get; }

    internal Weight EnsembleWeight { get; }

    /// <summary>The topology in use, or null before the first one is adopted.</summary>
    public Genotype? Topology { get; private set; }

    /// <summary>Whether a weight or batch norm belongs to a cell, so that it depends on the topology whether it is used.</summary>
    internal static bool IsCandidate(string name) => name.StartsWith(CellsPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Makes the network run <paramref name="topology"/> from now on. Which weights then learn is for the trainer to arrange
    /// (<see cref="Optimizers.ParameterBuffers.Rebuild"/>).
    /// </summary>
    internal void Adopt(Genotype topology) => Topology = topology;

    /// <summary>Tells of a name of a weight or batch norm whether <paramref name="topology"/> uses it.</summary>
    internal Func<string, bool> Uses(Genotype topology)
    {
        HashSet<string> used = [.. _cells.SelectMany(cell => cell.Prefixes(cell.Reduction ? topology.Reduction : topology.Normal))];
        return name => used.Contains(OperationPrefix(name));
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">Pictures [B, 3, H, W], contiguous.</param>
    /// <param name="pass">Training or inference.</param>
    /// <param name="withEnsemble">Whether the distillation heads run.</param>
    /// <returns>Logits [B, K], and ensemble logits [3B, K] or null.</returns>
    /// <exception cref="InvalidOperationException">No topology was adopted.</exception>
    public (Tensor Logits, Tensor? Ensemble) Forward(Tensor x, ForwardPass pass, bool withEnsemble)
    {
        Genotype topology = Topology ?? throw new InvalidOperationException("The evaluation network has no topology yet.");
        (Tensor beforePrevious, Tensor previous) = _shared.Stem.Forward(x.contiguous(), pass);
        Tensor[] exits = new Tensor[_headCells.Count];
        for (int k = 0; k < _cells.Length; k++)
        {
            CellGenotype cell = _cells[k].Reduction ? topology.Reduction : topology.Normal;
            (beforePrevious, previous) = (previous, _cells[k].Forward(beforePrevious, previous, cell, pass));
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

    /// <summary><c>evaluation.cells.3.node0.from1.sep_conv_3x3.</c> of a name below it; <c>evaluation.cells.3.input0.</c> likewise.</summary>
    private static string OperationPrefix(string name)
    {
        string[] parts = name.Split('.');
        int depth = parts.Length > 3 && parts[3].StartsWith("input", StringComparison.Ordinal) ? 4 : 6;
        return string.Join('.', parts.Take(depth)) + ".";
    }
}
