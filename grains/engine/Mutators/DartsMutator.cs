using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Mutators;

/// <summary>
/// Owns the architecture logits of the search network (specification, 2): one vector of eight per edge of each cell type, shared by all cells of
/// that type. Bound to the training thread.
/// </summary>
public class DartsMutator
{
    /// <summary>Takes the logits of <see cref="Networks.CdartsNetworks.Alphas"/>.</summary>
    public DartsMutator(Weight alphas)
    {
        Alphas = alphas;
    }

    /// <summary>The logits [28, 8], normal cell first.</summary>
    public Weight Alphas { get; }

    /// <summary>Weights of all operations from the logits as they are now; gradients reach the logits unless gradients are off.</summary>
    public ArchitectureWeights Sample() => new(Alphas.Value);

    /// <summary>The topology that the logits give now.</summary>
    public Genotype SampleFinal() => TopologyDerivation.Derive(ToArray());

    /// <summary>The logits as doubles, row-major.</summary>
    public double[] ToArray()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor copy = Alphas.Value.detach().to(ScalarType.Float64).cpu().contiguous();
        return copy.data<double>().ToArray();
    }
}
