using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Mutators;

/// <summary>A <see cref="DartsMutator"/> with the L1 regulariser on some logits, and the cut of weak candidates (specification, 2.1).</summary>
public class RegularizedDartsMutator : DartsMutator
{
    private const string SkipName = "skip_connect";

    private readonly bool[,] _members;
    private readonly Tensor _memberMask;

    /// <summary>Creates the mutator.</summary>
    /// <param name="alphas">Logits.</param>
    /// <param name="settings">Which logits are regularised.</param>
    /// <param name="space">Space; the DARTS space if null.</param>
    /// <exception cref="CdartsException">An operation is unknown.</exception>
    public RegularizedDartsMutator(Weight alphas, RegulariserSettings settings, SearchSpace? space = null)
        : base(alphas, space)
    {
        _members = Members(settings, Space);
        double[] mask = [.. _members.Cast<bool>().Select(member => member ? 1.0 : 0.0)];
        _memberMask = tensor(mask, [Space.AlphaRows, Space.Candidates.Count], dtype: ScalarType.Float64)
            .to(alphas.Value.dtype).to(alphas.Value.device).DetachFromDisposeScope();
    }

    /// <summary>Whether the logit of a candidate on an edge (row of the alphas) is regularised.</summary>
    public bool IsRegularised(int row, int candidate) => _members[row, candidate];

    /// <summary>
    /// Samples the operations' weights, and gives the regulariser R = sum of |alpha| over its members that are not cut, a scalar. R has no graph:
    /// <see cref="AddRegulariserGradient"/> adds what it would bring.
    /// </summary>
    public (ArchitectureWeights Weights, Tensor Regulariser) ResetWithLoss() => (Sample(), Regulariser());

    /// <summary>R alone.</summary>
    public Tensor Regulariser()
    {
        using IDisposable noGrad = no_grad();
        return Kept().abs().mul(_memberMask).sum();
    }

    /// <summary>Adds the gradient of <paramref name="factor"/> times R, factor * sign(alpha) on its members, to the logits' gradient.</summary>
    public void AddRegulariserGradient(double factor)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Alphas.Gradient.addcmul_(Kept().sign(), _memberMask, factor);
    }

    /// <summary>The logits, those that are cut being 0.</summary>
    private Tensor Kept() => Alphas.Value.detach().masked_fill(Alphas.Value.isneginf(), 0);

    /// <summary>
    /// Cuts the <paramref name="count"/> weakest candidates of every edge: their logits become minus infinity, their weights 0, and they are neither
    /// regularised nor derived. <see cref="KeepCut"/> must run after every optimizer step.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 or all candidates would be cut.</exception>
    public void CutChoices(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, Space.Candidates.Count);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        double[] alphas = ToArray();
        for (int row = 0; row < Space.AlphaRows; row++)
        {
            int start = row * Space.Candidates.Count;
            foreach (int candidate in Enumerable.Range(0, Space.Candidates.Count).OrderBy(o => alphas[start + o]).Take(count).ToArray())
            {
                Alphas.Value[row, candidate].fill_(double.NegativeInfinity);
            }
        }
    }

    /// <summary>Puts back the minus infinity of cut candidates: an optimizer step with weight decay makes them NaN.</summary>
    internal void KeepCut(Tensor cut)
    {
        using IDisposable noGrad = no_grad();
        Alphas.Value.masked_fill_(cut, double.NegativeInfinity);
    }

    /// <summary>Refuses operations that a space does not have.</summary>
    /// <exception cref="CdartsException">An operation is unknown.</exception>
    public static void Require(RegulariserSettings settings, SearchSpace space)
    {
        if (settings.Operations.FirstOrDefault(name => space.Candidates.IndexOf(name) < 0) is { } unknown)
        {
            throw new CdartsException($"regulariser.operations names '{unknown}': use names from {string.Join(", ", space.Candidates)}.");
        }
    }

    private static bool[,] Members(RegulariserSettings settings, SearchSpace space)
    {
        Require(settings, space);
        bool[,] members = new bool[space.AlphaRows, space.Candidates.Count];
        foreach (string name in settings.Operations)
        {
            int candidate = space.Candidates.IndexOf(name);
            foreach ((int row, int stride) in Edges(space))
            {
                members[row, candidate] = name != SkipName || settings.ReducedSkip || stride == 1;
            }
        }

        return members;
    }

    /// <summary>Rows of the logits, with the strides of their edges.</summary>
    private static IEnumerable<(int Row, int Stride)> Edges(SearchSpace space) =>
        from kind in Enumerable.Range(0, space.Cells.Count)
        from node in Enumerable.Range(0, space.Cells[kind].NodeCount)
        from source in Enumerable.Range(0, space.Cells[kind].EdgesInto(node))
        select (space.FirstRow(kind) + space.Cells[kind].EdgeIndex(node, source), space.Stride(kind, source));
}
