namespace Cdarts.Contracts.Specification;

/// <summary>The joint loss.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.LossSpec")]
public sealed record LossSpec
{
    /// <summary>Distance between the two networks' ensemble logits.</summary>
    [Id(0)]
    [Setting("Distance between the two networks' ensemble logits.")]
    public InteractiveLoss Interactive { get; init; } = InteractiveLoss.SmoothL1;

    /// <summary>Temperature of the interactive loss.</summary>
    [Id(1)]
    [Setting("Temperature of the interactive loss, which is multiplied by its square.", Minimum = 0, AboveMinimum = true)]
    public double Temperature { get; init; } = 2;

    /// <summary>Balance between classification and interactive loss.</summary>
    [Id(2)]
    [Setting("Balance: divides the classification losses and multiplies the interactive loss.", Minimum = 0, AboveMinimum = true)]
    public double LossAlpha { get; init; } = 1;

    /// <summary>True: the evaluation network does not learn from the interactive loss.</summary>
    [Id(3)]
    [Setting("Whether the evaluation network is kept from learning from the interactive loss.")]
    public bool DetachTeacher { get; init; }
}

/// <summary>Distance between the two networks' ensemble logits.</summary>
public enum InteractiveLoss
{
    /// <summary>Kullback-Leibler divergence of softened predictions.</summary>
    Kl = 0,

    /// <summary>Smooth L1 with beta 1, on the raw logits.</summary>
    SmoothL1 = 1,

    /// <summary>Minus the cosine similarity of rows.</summary>
    Cosine = 2,

    /// <summary>Mean squared error.</summary>
    Mse = 3,
}
