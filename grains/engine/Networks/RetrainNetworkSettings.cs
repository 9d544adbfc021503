using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>Shape of a network that is retrained from scratch (sections 1.3, 1.4 and 4). The defaults are Cream's for CIFAR.</summary>
public sealed record RetrainNetworkSettings
{
    /// <summary>Channels of the first cell, C0. Default 36.</summary>
    public int Channels { get; init; } = 36;

    /// <summary>Stem. Default cifar.</summary>
    public StemKind Stem { get; init; } = StemKind.Cifar;

    /// <summary>Stem channels = this times C0 (CIFAR stem). Default 3.</summary>
    public int StemMultiplier { get; init; } = 3;

    /// <summary>Cells; at least 3. Default 20.</summary>
    public int Cells { get; init; } = 20;

    /// <summary>
    /// Whether the cells' batch norms have scale and shift. Default true (Cream); NNI's have not. Those of stem and auxiliary head always have.
    /// </summary>
    public bool Affine { get; init; } = true;

    /// <summary>Whether drop path also leaves out identities. Default false (Cream); NNI's does.</summary>
    public bool DropPathIdentity { get; init; }

    /// <summary>How the arithmetic is carried out. Default fast.</summary>
    public NetworkForm Form { get; init; } = NetworkForm.Fast;

    /// <summary>
    /// Whether training keeps nothing of a cell but its inputs, and computes it again for its gradient: less memory for more time, with the same numbers.
    /// Default false.
    /// </summary>
    public bool CheckpointCells { get; init; }

    /// <summary>Parameters and multiply-adds of a genotype's network, without the auxiliary classifier.</summary>
    public NetworkCost CostOf(Genotype genotype, int classes, int imageSize) =>
        NetworkCost.Evaluation(AsEvaluation with { Space = genotype.Space.Name }, genotype, classes, imageSize, Affine, heads: false);

    /// <summary>The same shape as that of an evaluation network.</summary>
    internal NetworkSettings AsEvaluation => new()
    {
        Channels = Channels, Stem = Stem, StemMultiplier = StemMultiplier, EvaluationCells = Cells, Form = Form, CheckpointCells = CheckpointCells,
    };
}
