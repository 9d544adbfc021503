namespace Cdarts.Contracts.Specification;

/// <summary>SGD with momentum and global-norm clipping of its own group.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.SgdSpec")]
public sealed record SgdSpec
{
    /// <summary>Learning rate.</summary>
    [Id(0)]
    [Setting("Learning rate.", Minimum = 0, AboveMinimum = true)]
    public double LearningRate { get; init; } = 0.08;

    /// <summary>Momentum.</summary>
    [Id(1)]
    [Setting("Momentum.", Minimum = 0, Maximum = 1, BelowMaximum = true)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>L2 weight decay, added to the gradient after clipping.</summary>
    [Id(2)]
    [Setting("L2 weight decay, added to the gradient after clipping.", Minimum = 0)]
    public double WeightDecay { get; init; } = 3e-4;

    /// <summary>Largest global gradient norm; 0 = no clipping.</summary>
    [Id(3)]
    [Setting("Largest global gradient norm; 0 = no clipping.", Minimum = 0)]
    public double ClipNorm { get; init; } = 5;

    /// <summary>Schedule of the learning rate.</summary>
    [Id(4)]
    [Setting("Schedule of the learning rate over the run.")]
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;
}

/// <summary>Adam.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.AdamSpec")]
public sealed record AdamSpec
{
    /// <summary>Learning rate.</summary>
    [Id(0)]
    [Setting("Learning rate.", Minimum = 0, AboveMinimum = true)]
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>L2 weight decay.</summary>
    [Id(1)]
    [Setting("L2 weight decay.", Minimum = 0)]
    public double WeightDecay { get; init; }

    /// <summary>Decay of the first moment.</summary>
    [Id(2)]
    [Setting("Decay of the first moment.", Minimum = 0, Maximum = 1, BelowMaximum = true)]
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Decay of the second moment.</summary>
    [Id(3)]
    [Setting("Decay of the second moment.", Minimum = 0, Maximum = 1, BelowMaximum = true)]
    public double Beta2 { get; init; } = 0.999;
}

/// <summary>How a learning rate moves during the run.</summary>
public enum LearningRateSchedule
{
    /// <summary>It does not.</summary>
    Constant = 0,

    /// <summary>Half a cosine from its value to 0 over the run's epochs.</summary>
    Cosine = 1,
}
