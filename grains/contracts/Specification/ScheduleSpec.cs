namespace Cdarts.Contracts.Specification;

/// <summary>Epochs and cycles.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.ScheduleSpec")]
public sealed record ScheduleSpec
{
    /// <summary>Epochs of the search network alone, before the first cycle.</summary>
    [Id(0)]
    [Setting("Epochs of the search network alone, before the first cycle.", Minimum = 0)]
    public int SearchWarmupEpochs { get; init; } = 2;

    /// <summary>Cycles.</summary>
    [Id(1)]
    [Setting("Cycles: each derives a topology and trains both networks together.", Minimum = 1)]
    public int Cycles { get; init; } = 30;

    /// <summary>Epochs of the evaluation network alone, at the start of each cycle.</summary>
    [Id(2)]
    [Setting("Epochs of the evaluation network alone, at the start of each cycle.", Minimum = 0)]
    public int EvaluationWarmupEpochs { get; init; } = 1;

    /// <summary>Joint epochs per cycle.</summary>
    [Id(3)]
    [Setting("Joint epochs per cycle.", Minimum = 1)]
    public int JointEpochs { get; init; } = 1;

    /// <summary>Steps per epoch; 0 = as many as the smaller half has full batches.</summary>
    [Id(4)]
    [Setting("Steps per epoch; 0 = as many as the smaller half has full batches.", Minimum = 0)]
    public int StepsPerEpoch { get; init; }

    /// <summary>Half that the evaluation warm-up learns from.</summary>
    [Id(5)]
    [Setting("Half that the evaluation warm-up learns from.")]
    public SplitHalf EvaluationWarmupSplit { get; init; } = SplitHalf.Valid;
}
