using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Networks.Reference;
using static TorchSharp.torch;

namespace Cdarts.Engine.Spaces;

/// <summary>
/// A search space: which kinds of cells there are, the candidate operations of their edges, and where cells and fixed blocks stand in a network. The
/// trainer, the mutators and the networks know spaces only through this class; a new one is a subclass that <see cref="SearchSpaces.Register"/> is
/// told of. Immutable, thread-safe.
/// </summary>
public abstract class SearchSpace
{
    /// <summary>Name in settings and genotype files: lower case, no blanks.</summary>
    public abstract string Name { get; }

    /// <summary>Candidate operations of every edge, by name; the columns of the alphas. The order is part of the checkpoint and genotype contract.</summary>
    public abstract IReadOnlyList<string> Candidates { get; }

    /// <summary>Kinds of cells; their edges in order are the rows of the alphas.</summary>
    public abstract IReadOnlyList<CellKind> Cells { get; }

    /// <summary>Whether batch norms in the cells of a search's evaluation network have scale and shift. Default false.</summary>
    public virtual bool AffineEvaluationCells => false;

    /// <summary>Rows of the alphas: the edges of all kinds.</summary>
    public int AlphaRows => Cells.Sum(kind => kind.EdgeCount);

    /// <summary>Index of <c>none</c> among the candidates, or -1.</summary>
    public int None => Candidates.IndexOf(CellKind.NoneName);

    /// <summary>Row of the first edge of a kind.</summary>
    public int FirstRow(int kind) => Cells.Take(kind).Sum(earlier => earlier.EdgeCount);

    /// <summary>
    /// Kind of the cell at a place, or null where a block stands that is not searched (<see cref="CreateBlock"/>).
    /// </summary>
    /// <param name="reduction">Whether height and width are halved and the channels doubled there: once after each of the first two thirds of a network.</param>
    public abstract int? KindAt(bool reduction);

    /// <summary>Stride of the edge from <paramref name="source"/>. Default 1.</summary>
    public virtual int Stride(int kind, int source) => 1;

    /// <summary>Builds a candidate operation other than <c>none</c>.</summary>
    /// <param name="declare">Takes its weights.</param>
    /// <param name="candidate">Index in <see cref="Candidates"/>.</param>
    /// <param name="channels">C: channels of input and output.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="affine">Whether batch norms have scale and shift.</param>
    public abstract Operation CreateOperation(Declarations declare, int candidate, int channels, int stride, bool affine);

    /// <summary>Cost of what <see cref="CreateOperation"/> builds.</summary>
    /// <param name="candidate">Index in <see cref="Candidates"/>.</param>
    /// <param name="channels">C.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="outputSize">Height and width of the output.</param>
    /// <param name="affine">Whether batch norms have scale and shift.</param>
    public abstract NetworkCost OperationCost(int candidate, int channels, int stride, int outputSize, bool affine);

    /// <summary>Builds what brings a cell's inputs to its channels and size: one operation per input. Default: the input as it is.</summary>
    public virtual IReadOnlyList<Operation> CreateInputs(Declarations declare, CellPlace place, bool affine) =>
        [.. Enumerable.Range(0, Cells[place.Kind!.Value].InputCount).Select(_ => new Identity())];

    /// <summary>Cost of what <see cref="CreateInputs"/> builds. Default none.</summary>
    public virtual NetworkCost InputsCost(CellPlace place, bool affine) => default;

    /// <summary>Builds a block that is not searched; it reads the output of the place before. Only called where <see cref="KindAt"/> gives null.</summary>
    public virtual Operation CreateBlock(Declarations declare, CellPlace place) =>
        throw new NotSupportedException($"The search space {Name} has a place without a cell and builds no block for it.");

    /// <summary>Cost of what <see cref="CreateBlock"/> builds.</summary>
    public virtual NetworkCost BlockCost(CellPlace place) => default;

    /// <summary>Refuses a shape that the space's cells cannot have. Default: refuses none.</summary>
    /// <exception cref="CdartsException">The shape is impossible; the message names the setting.</exception>
    public virtual void Require(NetworkSettings settings)
    {
    }

    /// <summary>Forms in which cells can be computed. Default: operation by operation.</summary>
    internal virtual CellForms Forms(NetworkSettings settings, NumberTypes numbers, Device device) => new ReferenceForms();
}
