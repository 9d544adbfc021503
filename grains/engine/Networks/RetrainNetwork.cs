using Cdarts.Engine.Native;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// A network that holds a genotype's operations alone, to be trained from scratch (specification, 4): stem, cells, global average pooling and linear map,
/// and in training an auxiliary classifier on the output of the second reduction. Bound to the thread that built it.
/// </summary>
public sealed class RetrainNetwork
{
    private const string Root = "retrain", AuxiliaryName = "auxiliary";

    private readonly NetworkLayout _layout;
    private readonly Stem _stem;
    private readonly ICellLayout _memory;
    private readonly Cell[] _cells;
    private readonly Linear _classifier;
    private readonly AuxiliaryHead _auxiliary;
    private readonly bool _checkpoint;

    private RetrainNetwork(RetrainNetworkSettings settings, Genotype genotype, int classes, int imageSize, Declarations declare)
    {
        Genotype = genotype;
        _checkpoint = settings.CheckpointCells;
        SearchSpace space = genotype.Space;
        NetworkSettings shape = settings.AsEvaluation with { Space = space.Name };
        _layout = new NetworkLayout(shape, settings.Cells, imageSize);
        CellForms forms = space.Forms(shape, new NumberTypes(declare.Type, declare.Compute), declare.Device);
        _memory = forms.Layout;
        _stem = Stem.Create(declare.Child("stem"), shape);
        _cells = new Cell[settings.Cells];
        for (int k = 0; k < _cells.Length; k++)
        {
            _cells[k] = Create(declare, space, _layout.Cells[k], k, settings, forms);
            KeptEdges += _cells[k].Droppable.Count;
        }

        _classifier = new Linear(declare, "classifier", _layout.OutputChannels, classes);

        // Last, so that the other weights start from the same numbers whatever the head is like.
        CellPlace headed = _layout.Cells[_layout.HeadCells[^1]];
        _auxiliary = new AuxiliaryHead(declare.Child(AuxiliaryName), settings.Stem, headed.OutputChannels, headed.OutputSize, classes);
        Weights = declare.Weights;
        Norms = declare.Norms;
        Statistics = declare.Statistics;
    }

    /// <summary>What the cells are made of.</summary>
    public Genotype Genotype { get; }

    /// <summary>All weights: stem, cells, classifier, auxiliary classifier.</summary>
    public IReadOnlyList<Weight> Weights { get; }

    /// <summary>Learned numbers without the auxiliary classifier's: what publications count.</summary>
    public long Parameters => Weights.Where(weight => !IsAuxiliary(weight.Name)).Sum(weight => weight.Count);

    /// <summary>Learned numbers of the auxiliary classifier.</summary>
    public long AuxiliaryParameters => Weights.Where(weight => IsAuxiliary(weight.Name)).Sum(weight => weight.Count);

    internal IReadOnlyList<BatchNorm> Norms { get; }

    /// <summary>Over which batch the norms normalise in training.</summary>
    internal BatchStatistics Statistics { get; }

    /// <summary>Kept edges of all cells, for <see cref="DropPath"/>.</summary>
    internal int KeptEdges { get; }

    /// <summary>For each kept edge whether drop path leaves out results there.</summary>
    internal IEnumerable<bool> Droppable => _cells.SelectMany(cell => cell.Droppable);

    /// <summary>
    /// Builds the network. Initial weights come from one generator seeded with <paramref name="seed"/>; nothing is drawn or allocated for operations that the
    /// genotype does not keep. On the CPU the calling thread is set to use one LibTorch thread.
    /// </summary>
    /// <param name="settings">Shape.</param>
    /// <param name="genotype">Kept edges.</param>
    /// <param name="classes">K.</param>
    /// <param name="imageSize">Height and width of the pictures; a multiple of 32, with the ImageNet and ResNet stems at least 96.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="precision">Element type.</param>
    /// <param name="device">Device; CPU if null.</param>
    /// <exception cref="CdartsException">The shape is impossible; the message names the setting.</exception>
    public static RetrainNetwork Build(
        RetrainNetworkSettings settings,
        Genotype genotype,
        int classes,
        int imageSize,
        long seed,
        Precision precision = Precision.Float32,
        Device? device = null)
    {
        NativeRuntime.Initialize();
        int stages = NetworkLayout.StagesOf(settings.Stem);
        if (settings.Cells < stages)
        {
            throw new CdartsException($"network.cells is {settings.Cells}: use at least {stages}, one per stage.");
        }

        NetworkCheck.Require(settings.AsEvaluation, imageSize);
        genotype.Space.Require(settings.AsEvaluation);
        DeviceSelection.LimitThreads(device ?? CPU);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using Generator generator = new(unchecked((ulong)seed));
        NumberTypes numbers = NumberTypes.Of(precision);
        return new RetrainNetwork(settings, genotype, classes, imageSize, new Declarations(Root, generator, numbers.Weights, device ?? CPU, compute: numbers.Compute));
    }

    /// <summary>Runs the network as it is used: pictures [B, 3, H, W], contiguous, to logits [B, K], with running batch-norm statistics.</summary>
    public Tensor Infer(Tensor x) => Forward(x, ForwardPass.Inference, null, withAuxiliary: false).Logits;

    /// <summary>Runs the network.</summary>
    /// <param name="x">Pictures [B, 3, H, W], contiguous.</param>
    /// <param name="pass">Training or inference.</param>
    /// <param name="dropPath">Which edges are left out for which sample; null for none.</param>
    /// <param name="withAuxiliary">Whether the auxiliary classifier runs.</param>
    /// <returns>Logits [B, K], and the auxiliary classifier's [B, K] or null.</returns>
    internal (Tensor Logits, Tensor? Auxiliary) Forward(Tensor x, ForwardPass pass, DropPath? dropPath, bool withAuxiliary)
    {
        (Tensor first, Tensor second) = _stem.Forward(x.contiguous(), pass);
        Tensor beforePrevious = _memory.Enter(first), previous = ReferenceEquals(first, second) ? beforePrevious : _memory.Enter(second);
        Tensor? auxiliary = null;
        for (int k = 0; k < _cells.Length; k++)
        {
            Cell cell = _cells[k];
            SampleFactors? factors = dropPath?.Of(cell.FirstEdge, cell.Droppable);
            Tensor Run(Tensor first, Tensor second, ForwardPass run) => cell.Form.Forward(first, second, cell.Genotype, run, factors);
            (beforePrevious, previous) = (previous, _checkpoint
                ? CellCheckpoint.Run((first, second, _, run) => Run(first, second, run), beforePrevious, previous, null, pass)
                : Run(beforePrevious, previous, pass));
            if (withAuxiliary && k == _layout.HeadCells[^1])
            {
                auxiliary = _auxiliary.Forward(_memory.Leave(previous, _layout.Cells[k]), pass);
            }
        }

        return (_classifier.Forward(_memory.Means(previous, _layout.Cells[^1])), auxiliary);
    }

    /// <summary>Whether a weight or batch norm belongs to the auxiliary classifier.</summary>
    internal static bool IsAuxiliary(string name) => name.StartsWith($"{Root}.{AuxiliaryName}.", StringComparison.Ordinal);

    /// <summary>What the network computes in inference, for exports.</summary>
    internal InferenceNetwork ForInference() => new(_stem, [.. _cells.Select(cell => cell.Stage)], _classifier, Genotype);

    private Cell Create(Declarations declare, SearchSpace space, CellPlace place, int k, RetrainNetworkSettings settings, CellForms forms)
    {
        if (place.Kind is not { } kind)
        {
            Operation block = space.CreateBlock(declare.Child($"blocks.{k}"), place);
            return new Cell(new FixedBlock(block), new InferenceBlock(place, block), Genotype.Cells[0], KeptEdges, []);
        }

        CellGenotype kept = Genotype.Cells[kind];
        CellParts parts = CellParts.Kept(declare.Child($"cells.{k}"), space, place, settings.Affine, kept);
        IEnumerable<Operation?> operations =
            kept.Nodes.SelectMany((edges, node) => edges.Select(edge => parts.Edges[parts.Kind.EdgeIndex(node, edge.Source)][edge.Operation]));
        bool[] droppable = [.. operations.Select(operation => operation is not null && (settings.DropPathIdentity || operation is not Identity))];
        return new Cell(forms.EvaluationCell(parts, k), InferenceCell.Of(parts, Genotype), kept, KeptEdges, droppable);
    }

    /// <param name="Form">The cell in the form in which it is computed.</param>
    /// <param name="Stage">The same as exports walk it.</param>
    /// <param name="Genotype">Its kept edges.</param>
    /// <param name="FirstEdge">Number of its first kept edge in the network.</param>
    /// <param name="Droppable">For each kept edge whether drop path leaves out results there.</param>
    private sealed record Cell(IEvaluationCell Form, InferenceStage Stage, CellGenotype Genotype, int FirstEdge, IReadOnlyList<bool> Droppable);
}
