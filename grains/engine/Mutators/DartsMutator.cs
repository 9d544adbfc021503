using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Mutators;

/// <summary>
/// Owns the architecture logits of the search network (specification, 2): one vector per edge of each kind of cell, shared by all cells of
/// that kind. Bound to the training thread.
/// </summary>
public class DartsMutator
{
    /// <summary>Takes the logits of <see cref="Networks.CdartsNetworks.Alphas"/>.</summary>
    /// <param name="alphas">Logits.</param>
    /// <param name="space">Space; the DARTS space if null.</param>
    public DartsMutator(Weight alphas, SearchSpace? space = null)
    {
        Alphas = alphas;
        Space = space ?? DartsSpace.Instance;
    }

    /// <summary>The search space.</summary>
    public SearchSpace Space { get; }

    /// <summary>The logits, [rows, candidates].</summary>
    public Weight Alphas { get; }

    /// <summary>Weights of all operations from the logits as they are now; gradients reach the logits unless gradients are off.</summary>
    public ArchitectureWeights Sample() => new(Alphas.Value, Space);

    /// <summary>The topology that the logits give now.</summary>
    public Genotype SampleFinal() => TopologyDerivation.Derive(ToArray(), Space);

    /// <summary>The logits as doubles, row-major.</summary>
    public double[] ToArray()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor copy = Alphas.Value.detach().to(ScalarType.Float64).cpu().contiguous();
        return copy.data<double>().ToArray();
    }
}
