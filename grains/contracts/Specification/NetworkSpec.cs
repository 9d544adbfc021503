namespace Cdarts.Contracts.Specification;

/// <summary>Shape of both networks.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.NetworkSpec")]
public sealed record NetworkSpec
{
    /// <summary>Channels of the first cell, C0.</summary>
    [Id(0)]
    [Setting("Channels of the first cell; the reduction cells double them.", Minimum = 2, Maximum = 4096, Even = true)]
    public int Channels { get; init; } = 16;

    /// <summary>Stem.</summary>
    [Id(1)]
    [Setting("Stem: cifar keeps the resolution, imagenet divides it by 8, resnet by 4 and has four stages of cells in place of three.")]
    public StemKind Stem { get; init; } = StemKind.Cifar;

    /// <summary>Stem channels = this times C0 (cifar stem).</summary>
    [Id(2)]
    [Setting("Stem channels of the cifar stem as a multiple of channels.", Minimum = 1, Maximum = 64)]
    public int StemMultiplier { get; init; } = 3;

    /// <summary>Cells of the search network.</summary>
    [Id(3)]
    [Setting("Cells of the search network.", Minimum = 3, Maximum = 1000)]
    public int SearchCells { get; init; } = 8;

    /// <summary>Cells of the evaluation network.</summary>
    [Id(4)]
    [Setting("Cells of the evaluation network.", Minimum = 3, Maximum = 1000)]
    public int EvaluationCells { get; init; } = 20;

    /// <summary>How a node of the search network combines its edges.</summary>
    [Id(5)]
    [Setting("How a node of the search network combines its edges.")]
    public EdgeAggregation EdgeAggregation { get; init; } = EdgeAggregation.Mean;

    /// <summary>Whether both networks use one stem and one pair of distillation heads.</summary>
    [Id(6)]
    [Setting("Whether both networks use one stem and one pair of distillation heads.")]
    public bool ShareModules { get; init; } = true;

    /// <summary>Whether the distillation heads keep their random initial weights.</summary>
    [Id(7)]
    [Setting("Whether the distillation heads keep their random initial weights.")]
    public bool FixedHeads { get; init; } = true;

    /// <summary>Weights of the three exits in the ensemble logits.</summary>
    [Id(8)]
    [Setting("Weights of the three exits: learned and shared by both networks, learned per network, or constant.")]
    public EnsembleKind Ensemble { get; init; } = EnsembleKind.Shared;

    /// <summary>How the networks' arithmetic is carried out.</summary>
    [Id(9)]
    [Setting("Arithmetic: fast uses our own kernels where LibTorch is slow and few large calls on cuda, straight is LibTorch alone; the numbers differ by rounding.")]
    public NetworkForm Form { get; init; } = NetworkForm.Fast;

    /// <summary>How the fast form stacks the edges of a search cell on devices without kernels of our own.</summary>
    [Id(10)]
    [Setting("How the fast form stacks the edges of a search cell on cuda: auto measures at the start and keeps what is fastest for the run; without effect on cpu.")]
    public StackingChoice Stacking { get; init; } = StackingChoice.Auto;

    /// <summary>Search space, by name.</summary>
    [Id(11)]
    [Setting("Search space: darts, nasbench201, or one of a loaded assembly.")]
    public string Space { get; init; } = "darts";

    /// <summary>Whether training keeps nothing of a cell but its inputs, and computes it again for its gradient.</summary>
    [Id(12)]
    [Setting("Whether training, search or retraining, keeps nothing of a cell but its inputs and computes it again for its gradient: less memory, more time, the same numbers.")]
    public bool CheckpointCells { get; init; }
}

/// <summary>How the fast form computes the convolutions of all edges that leave a state of a search cell.</summary>
public enum StackingChoice
{
    /// <summary>What is fastest on the device.</summary>
    Auto = 0,

    /// <summary>A depthwise convolution of the state repeated for each edge, then a grouped 1x1 convolution.</summary>
    Grouped = 1,

    /// <summary>A depthwise convolution with several kernels per channel, then a grouped 1x1 convolution.</summary>
    Multiplier = 2,

    /// <summary>One dense convolution with the product of both kernels.</summary>
    Dense = 3,
}

/// <summary>How the networks' arithmetic is carried out.</summary>
public enum NetworkForm
{
    /// <summary>Our own kernels where LibTorch is slow, and few large calls where a call costs more than its arithmetic.</summary>
    Fast = 0,

    /// <summary>LibTorch's operations one by one: the reference.</summary>
    Straight = 1,
}

/// <summary>How a node of the search network combines its edges.</summary>
public enum EdgeAggregation
{
    /// <summary>Mean over the incoming edges (Cream).</summary>
    Mean = 0,

    /// <summary>Sum over the incoming edges (NNI, DARTS).</summary>
    Sum = 1,
}

/// <summary>What a network does before its first cell.</summary>
public enum StemKind
{
    /// <summary>3x3 convolution, stride 1.</summary>
    Cifar = 0,

    /// <summary>Three 3x3 convolutions, stride 2 each.</summary>
    Imagenet = 1,

    /// <summary>A 7x7 convolution and a maximum pooling, stride 2 each; the cells are then in four stages.</summary>
    Resnet = 2,
}

/// <summary>Weights of the three exits in the ensemble logits.</summary>
public enum EnsembleKind
{
    /// <summary>One learned parameter for both networks (Cream).</summary>
    Shared = 0,

    /// <summary>One learned parameter per network (NNI).</summary>
    PerNetwork = 1,

    /// <summary>The initial value, not learned.</summary>
    Constant = 2,
}
