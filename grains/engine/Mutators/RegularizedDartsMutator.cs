using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Mutators;

/// <summary>A <see cref="DartsMutator"/> with the L1 regulariser on some logits, and the cut of weak candidates (specification, 2.1).</summary>
public class RegularizedDartsMutator : DartsMutator
{
    private readonly bool[,] _members;
    private readonly Tensor _memberMask;

    /// <summary>Creates the mutator.</summary>
    /// <param name="alphas">Logits.</param>
    /// <param name="settings">Which logits are regularised.</param>
    /// <exception cref="CdartsException">An operation is unknown.</exception>
    public RegularizedDartsMutator(Weight alphas, RegulariserSettings settings)
        : base(alphas)
    {
        _members = Members(settings);
        double[] mask = [.. _members.Cast<bool>().Select(member => member ? 1.0 : 0.0)];
        _memberMask = tensor(mask, [CellSpace.AlphaRows, Primitives.CandidateCount], dtype: ScalarType.Float64)
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
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 or all 8 candidates would be cut.</exception>
    public void CutChoices(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(count, Primitives.CandidateCount);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        double[] alphas = ToArray();
        for (int row = 0; row < CellSpace.AlphaRows; row++)
        {
            int start = row * Primitives.CandidateCount;
            foreach (int candidate in Enumerable.Range(0, Primitives.CandidateCount).OrderBy(o => alphas[start + o]).Take(count).ToArray())
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

    private static bool[,] Members(RegulariserSettings settings)
    {
        bool[,] members = new bool[CellSpace.AlphaRows, Primitives.CandidateCount];
        foreach (string name in settings.Operations)
        {
            int primitive = Primitives.IndexOf(name);
            if (primitive is < 0 or Primitives.None)
            {
                throw new CdartsException(
                    $"regulariser.operations names '{name}': use names from {string.Join(", ", Primitives.Names.Take(Primitives.OperationCount))}.");
            }

            foreach (bool reduction in (bool[])[false, true])
            {
                for (int node = 0; node < CellSpace.NodeCount; node++)
                {
                    for (int source = 0; source < CellSpace.EdgesInto(node); source++)
                    {
                        int row = (reduction ? CellSpace.EdgeCount : 0) + CellSpace.EdgeIndex(node, source);
                        members[row, primitive] = primitive != Primitives.SkipConnect || settings.ReducedSkip || CellSpace.Stride(reduction, source) == 1;
                    }
                }
            }
        }

        return members;
    }
}
