using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// The deeper network that has only the kept edges of a topology. Built by <see cref="CdartsNetworks"/>; bound to one thread.
/// </summary>
public sealed class EvaluationNetwork
{
    private const string CellsPrefix = "evaluation.cells.";

    private readonly SearchSpace _space;
    private readonly NetworkTrunk _trunk;
    private readonly IReadOnlyList<CellPlace> _places;
    private readonly IEvaluationCell[] _cells;
    private readonly CellParts?[] _parts;
    private readonly Operation?[] _blocks;
    private readonly Stem _stem;
    private readonly Linear _classifier;
    private readonly bool _checkpoint;

    internal EvaluationNetwork(
        Declarations common, Declarations declare, SharedModules shared, NetworkLayout layout, NetworkSettings settings, int classes, CellForms forms)
    {
        _checkpoint = settings.CheckpointCells;
        _places = layout.Cells;
        _space = layout.Space;
        _parts = [.. layout.Cells.Select((place, k) => place.Kind is null
            ? null
            : CellParts.AllCandidates(declare.Child($"cells.{k}"), _space, place, _space.AffineEvaluationCells))];
        _blocks = [.. layout.Cells.Select((place, k) => place.Kind is null ? _space.CreateBlock(declare.Child($"blocks.{k}"), place) : null)];
        _cells = [.. _parts.Select((parts, k) => parts is null ? new FixedBlock(_blocks[k]!) : forms.EvaluationCell(parts, k))];
        _stem = shared.Stem;
        _classifier = new Linear(declare, "classifier", layout.OutputChannels, classes);
        _trunk = new NetworkTrunk(shared, layout, _classifier, forms.Layout);
        Weights = [.. common.Weights, .. declare.Weights];
        Norms = [.. common.Norms, .. declare.Norms];
        Statistics = declare.Statistics;
        EnsembleWeight = shared.Ensemble;
    }

    /// <summary>All weights that the network may use, shared ones first: the operations of every edge at evaluation depth.</summary>
    public IReadOnlyList<Weight> Weights { get; }

    internal IReadOnlyList<BatchNorm> Norms { get; }

    /// <summary>Over which batch the norms normalise in training; both networks of a pair have the same.</summary>
    internal BatchStatistics Statistics { get; }

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

    /// <summary>What the network computes in inference under the topology in use.</summary>
    /// <exception cref="InvalidOperationException">No topology was adopted.</exception>
    internal InferenceNetwork ForInference()
    {
        Genotype topology = Topology ?? throw new InvalidOperationException("The evaluation network has no topology yet.");
        IEnumerable<InferenceStage> stages = _parts.Select((parts, k) =>
            parts is null ? (InferenceStage)new InferenceBlock(_places[k], _blocks[k]!) : InferenceCell.Of(parts, topology));
        return new InferenceNetwork(_stem, [.. stages], _classifier, topology);
    }

    /// <summary>Tells of a name of a weight or batch norm whether <paramref name="topology"/> uses it.</summary>
    internal Func<string, bool> Uses(Genotype topology)
    {
        HashSet<string> used = [.. _places.SelectMany((place, k) => place.Kind is { } kind ? Prefixes(k, _space.Cells[kind], topology.Cells[kind]) : [])];
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
        return _trunk.Forward(
            x,
            pass,
            withEnsemble,
            (k, beforePrevious, previous) =>
            {
                CellGenotype genotype = topology.Cells[_places[k].Kind ?? 0];
                return _checkpoint
                    ? CellCheckpoint.Run((first, second, _, run) => _cells[k].Forward(first, second, genotype, run), beforePrevious, previous, null, pass)
                    : _cells[k].Forward(beforePrevious, previous, genotype, pass);
            });
    }

    /// <summary>Name prefixes of what <paramref name="genotype"/> makes a cell run.</summary>
    private static IEnumerable<string> Prefixes(int cell, CellKind kind, CellGenotype genotype) =>
        genotype.Nodes
            .SelectMany((edges, node) => edges.Select(edge => $"{CellsPrefix}{cell}.node{node}.from{edge.Source}.{kind.NameOf(edge)}."))
            .Prepend($"{CellsPrefix}{cell}.input1.")
            .Prepend($"{CellsPrefix}{cell}.input0.");

    /// <summary><c>evaluation.cells.3.node0.from1.sep_conv_3x3.</c> of a name below it; <c>evaluation.cells.3.input0.</c> likewise.</summary>
    private static string OperationPrefix(string name)
    {
        string[] parts = name.Split('.');
        int depth = parts.Length > 3 && parts[3].StartsWith("input", StringComparison.Ordinal) ? 4 : 6;
        return string.Join('.', parts.Take(depth)) + ".";
    }
}
