using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// A cell that runs the kept edges of a genotype. It holds the operations of every edge, so that an operation keeps its weights while topologies come and
/// go. Tensors are in the layout of the network's <see cref="ICellLayout"/>.
/// </summary>
internal interface IEvaluationCell
{
    /// <summary>Outputs of the two cells before (the first at twice the size after a reduction cell) to the four nodes, one after the other.</summary>
    /// <param name="beforePrevious">Output of the cell before the previous one.</param>
    /// <param name="previous">Output of the previous cell.</param>
    /// <param name="genotype">Kept edges.</param>
    /// <param name="pass">Training or inference.</param>
    /// <param name="factors">What the results of the kept edges are multiplied by, sample by sample (drop path); null for nothing.</param>
    Tensor Forward(Tensor beforePrevious, Tensor previous, CellGenotype genotype, ForwardPass pass, SampleFactors? factors = null);
}
