using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// A cell with every operation on every edge, mixed by the architecture weights (specification, 1.2). Tensors are in the layout of the network's
/// <see cref="ICellLayout"/>.
/// </summary>
internal interface ISearchCell
{
    /// <summary>Outputs of the two cells before (the first at twice the size after a reduction cell) to the four nodes, one after the other.</summary>
    Tensor Forward(Tensor beforePrevious, Tensor previous, ArchitectureWeights weights, ForwardPass pass);
}
