using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>How a node of the search network combines its edges (section 0.1). The evaluation network always sums.</summary>
public enum EdgeAggregation
{
    /// <summary>Mean over the incoming edges (Cream). Default.</summary>
    Mean = 0,

    /// <summary>Sum over the incoming edges (NNI, DARTS).</summary>
    Sum = 1,
}

/// <summary>What a network does before its first cell (section 1.3).</summary>
public enum StemKind
{
    /// <summary>3x3 convolution, stride 1. Default.</summary>
    Cifar = 0,

    /// <summary>Three 3x3 convolutions, stride 2 each.</summary>
    Imagenet = 1,

    /// <summary>A 7x7 convolution and a maximum pooling, stride 2 each; the cells are then in four stages instead of three. In Cream's code, but used by none of its searches.</summary>
    Resnet = 2,
}

/// <summary>Weights of the three exits in the ensemble logits (section 1.5).</summary>
public enum EnsembleKind
{
    /// <summary>One learned parameter for both networks (Cream). Default.</summary>
    Shared = 0,

    /// <summary>One learned parameter per network (NNI).</summary>
    PerNetwork = 1,

    /// <summary>The initial value, not learned.</summary>
    Constant = 2,
}

/// <summary>How the networks' arithmetic is carried out; the numbers differ by rounding alone.</summary>
public enum NetworkForm
{
    /// <summary>
    /// On CPUs fused cells with kernels of our own; on other devices few large LibTorch calls in place of many small ones in the search network. Default.
    /// </summary>
    Fast = 0,

    /// <summary>LibTorch's operations one by one, as the originals do: the reference.</summary>
    Straight = 1,
}

/// <summary>
/// How the fast form computes the convolutions of all edges that leave a state of a search cell at once, where there are no kernels of our own.
/// </summary>
public enum StackingChoice
{
    /// <summary>The fastest of the others on the device, measured before the first step for each shape of the network. Default.</summary>
    Auto = 0,

    /// <summary>A depthwise convolution of the state repeated for each edge, then a grouped 1x1 convolution.</summary>
    Grouped = 1,

    /// <summary>A depthwise convolution with several kernels per channel, then a grouped 1x1 convolution.</summary>
    Multiplier = 2,

    /// <summary>One dense convolution with the product of both kernels.</summary>
    Dense = 3,
}

/// <summary>Shape of both networks (sections 1.2 to 1.5).</summary>
public sealed record NetworkSettings
{
    /// <summary>Search space, by name. Default darts.</summary>
    public string Space { get; init; } = "darts";

    /// <summary>Channels of the first cell, C0. Default 16.</summary>
    public int Channels { get; init; } = 16;

    /// <summary>Stem. Default cifar.</summary>
    public StemKind Stem { get; init; } = StemKind.Cifar;

    /// <summary>Stem channels = this times C0 (CIFAR stem). Default 3.</summary>
    public int StemMultiplier { get; init; } = 3;

    /// <summary>Cells of the search network; at least one per stage. Default 8.</summary>
    public int SearchCells { get; init; } = 8;

    /// <summary>Cells of the evaluation network; at least one per stage. Default 20.</summary>
    public int EvaluationCells { get; init; } = 20;

    /// <summary>How a node of the search network combines its edges.</summary>
    public EdgeAggregation EdgeAggregation { get; init; } = EdgeAggregation.Mean;

    /// <summary>Whether both networks use one stem and one pair of distillation heads. Default true.</summary>
    public bool ShareModules { get; init; } = true;

    /// <summary>Whether the distillation heads keep their random initial weights. Default true.</summary>
    public bool FixedHeads { get; init; } = true;

    /// <summary>Ensemble weights.</summary>
    public EnsembleKind Ensemble { get; init; } = EnsembleKind.Shared;

    /// <summary>How the arithmetic is carried out. Default fast.</summary>
    public NetworkForm Form { get; init; } = NetworkForm.Fast;

    /// <summary>
    /// How the fast form stacks the edges of a search cell on devices other than CPUs. Default auto; the choice is kept in checkpoints, so that a resumed
    /// run does not depend on another measurement. Has no meaning for the straight form and on CPUs.
    /// </summary>
    public StackingChoice Stacking { get; init; } = StackingChoice.Auto;

    /// <summary>
    /// Whether training keeps nothing of a cell but its inputs, and computes it again for its gradient: less memory for more time, with the same numbers.
    /// Default false.
    /// </summary>
    public bool CheckpointCells { get; init; }

    /// <summary>Whether the search network is stacked on CPUs too and whatever the form: for tests and benchmarks.</summary>
    internal bool StackAnywhere { get; init; }

    /// <summary>The search space that <see cref="Space"/> names.</summary>
    /// <exception cref="CdartsException">There is none.</exception>
    public SearchSpace SearchSpace() => SearchSpaces.Get(Space, "network.space");
}
