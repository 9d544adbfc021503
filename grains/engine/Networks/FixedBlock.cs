using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>A block that is not searched, at a cell's place in either network. Tensors are [B, C, H, W].</summary>
internal sealed class FixedBlock(Operation operation) : ISearchCell, IEvaluationCell
{
    /// <inheritdoc/>
    public Tensor Forward(Tensor beforePrevious, Tensor previous, ArchitectureWeights weights, ForwardPass pass) => operation.Forward(previous, pass);

    /// <inheritdoc/>
    public Tensor Forward(Tensor beforePrevious, Tensor previous, CellGenotype genotype, ForwardPass pass, SampleFactors? factors = null) =>
        operation.Forward(previous, pass);
}
