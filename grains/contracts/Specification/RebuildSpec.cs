namespace Cdarts.Contracts.Specification;

/// <summary>What is kept when the evaluation network is rebuilt for a new topology.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.RebuildSpec")]
public sealed record RebuildSpec
{
    /// <summary>Operations that the topology does not use.</summary>
    [Id(0)]
    [Setting("Operations that the topology does not use: freeze them, or let them drift on with their momentum.")]
    public DroppedOperations DroppedOperations { get; init; } = DroppedOperations.Freeze;

    /// <summary>Batch-norm statistics of the evaluation cells.</summary>
    [Id(1)]
    [Setting("Batch-norm statistics of the evaluation cells.")]
    public BatchNormOnRebuild BatchNorm { get; init; } = BatchNormOnRebuild.Reset;

    /// <summary>Moments of all optimizers at the start of a cycle.</summary>
    [Id(2)]
    [Setting("Moments of all optimizers at the start of a cycle.")]
    public OptimizerStateOnRebuild OptimizerState { get; init; } = OptimizerStateOnRebuild.Keep;
}

/// <summary>What happens to operations of the evaluation network that a new topology does not use.</summary>
public enum DroppedOperations
{
    /// <summary>They stay as they are until a topology uses them again (Cream).</summary>
    Freeze = 0,

    /// <summary>They go on with their momentum and weight decay, without gradients (NNI).</summary>
    Drift = 1,
}

/// <summary>What happens to the evaluation cells' batch-norm statistics at a rebuild.</summary>
public enum BatchNormOnRebuild
{
    /// <summary>Mean 0 and variance 1 (Cream).</summary>
    Reset = 0,

    /// <summary>As the operation left them (NNI).</summary>
    Keep = 1,
}

/// <summary>What happens to optimizer moments at the start of a cycle.</summary>
public enum OptimizerStateOnRebuild
{
    /// <summary>Moments follow their parameters.</summary>
    Keep = 0,

    /// <summary>All moments start from zero in every cycle.</summary>
    Reset = 1,
}
