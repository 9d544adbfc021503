using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Training;

/// <summary>
/// All settings of a search. Start from <see cref="Cream"/> or <see cref="Nni"/>, the two published variants, and change with <c>with</c>.
/// Section numbers below are those of the algorithm's specification in the project's design notes.
/// </summary>
public sealed record CdartsSettings
{
    /// <summary>Seed of the initial weights, the split, the order and the augmentation. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>How topologies are found. Default cdarts.</summary>
    public SearchStrategy Strategy { get; init; }

    /// <summary>Element types. Default float32.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Device: <c>cpu</c> or <c>cuda:N</c>. Default cpu.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Shape of both networks.</summary>
    public NetworkSettings Network { get; init; } = new();

    /// <summary>Pictures, batch and augmentation.</summary>
    public DataSettings Data { get; init; } = new();

    /// <summary>Epochs and cycles.</summary>
    public ScheduleSettings Schedule { get; init; } = new();

    /// <summary>The joint loss.</summary>
    public LossSettings Loss { get; init; } = new();

    /// <summary>The regulariser on the alphas.</summary>
    public RegulariserSettings Regulariser { get; init; } = new();

    /// <summary>SGD of the search network's group (stem, cells, heads unless fixed, linear, ensemble parameter).</summary>
    public SgdSettings SearchOptimizer { get; init; } = new();

    /// <summary>SGD of the evaluation network's group.</summary>
    public SgdSettings EvaluationOptimizer { get; init; } = new();

    /// <summary>Adam of the alphas.</summary>
    public AdamSettings AlphaOptimizer { get; init; } = new();

    /// <summary>What is kept when the evaluation network is rebuilt for a new topology.</summary>
    public RebuildSettings Rebuild { get; init; } = new();

    /// <summary>When checkpoints are written, and how many are kept.</summary>
    public CheckpointSettings Checkpoint { get; init; } = new();

    /// <summary>How the held-out figures are made.</summary>
    public HeldOutSettings HeldOut { get; init; } = new();

    /// <summary>
    /// Whether batch norm in training takes its statistics from the global batch of all replicas, so that results do not depend on their number. Default false,
    /// as the originals.
    /// </summary>
    public bool SyncBatchNorm { get; init; }

    /// <summary>Where the two networks are. Default together. A generation's groups say who holds what; with one replica both networks are there.</summary>
    public Layout Layout { get; init; }

    /// <summary>The split layout.</summary>
    public SplitSettings Split { get; init; } = new();

    /// <summary>What the user is warned of.</summary>
    public WatchSettings Watch { get; init; } = new();

    /// <summary>Whether the search network learns beside the evaluation network's warm-up, in whichever layout the replicas are at the time.</summary>
    internal bool SearchesInWarmup => Layout == Layout.Split && Split.EvaluationWarmup == WarmupUse.SearchSteps;

    /// <summary>
    /// <see cref="Schedule"/> as the strategy runs it: DARTS has no evaluation network to warm up, and a random topology needs no training.
    /// </summary>
    public ScheduleSettings EffectiveSchedule() => Strategy switch
    {
        SearchStrategy.Darts => Schedule with { EvaluationWarmupEpochs = 0 },
        SearchStrategy.Random => Schedule with { SearchWarmupEpochs = 0, Cycles = 0, EvaluationWarmupEpochs = 0 },
        _ => Schedule,
    };

    /// <summary>microsoft/Cream CDARTS as published, without the bugs of section 6.2. The default.</summary>
    public static CdartsSettings Cream { get; } = new();

    /// <summary>NNI's CDARTS as published, without the bugs of section 6.2.</summary>
    public static CdartsSettings Nni { get; } = new()
    {
        Network = new() { EdgeAggregation = EdgeAggregation.Sum, StemMultiplier = 1, FixedHeads = false, Ensemble = EnsembleKind.PerNetwork },
        Schedule = new() { EvaluationWarmupSplit = SplitHalf.Train },
        Loss = new() { Interactive = InteractiveLoss.Kl },
        Regulariser = new()
        {
            Operations = ["max_pool_3x3", "avg_pool_3x3", "skip_connect", "dil_conv_3x3", "dil_conv_5x5"],
            ReducedSkip = false,
            Ratio = 0.2,
        },
        Rebuild = new() { DroppedOperations = DroppedOperations.Drift, BatchNorm = BatchNormOnRebuild.Keep },
    };
}

/// <summary>How topologies are found.</summary>
public enum SearchStrategy
{
    /// <summary>Cyclic: an evaluation network is trained with the search network and teaches it. Default.</summary>
    Cdarts = 0,

    /// <summary>
    /// First-order DARTS (Liu, Simonyan, Yang 2019): alphas learn from the validation cross-entropy of the search network alone, without interactive loss
    /// and regulariser; weights learn from the training batch.
    /// </summary>
    Darts = 1,

    /// <summary>No training: the initial alphas are independent and alike, so every topology is equally likely.</summary>
    Random = 2,
}

/// <summary>Element types of a run.</summary>
public enum Precision
{
    /// <summary>32-bit.</summary>
    Float32 = 0,

    /// <summary>64-bit: for comparing numbers, about twice as slow.</summary>
    Float64 = 1,

    /// <summary>
    /// Convolutions, linear maps and the activations between them in bfloat16; weights, moments, gradients of weights, batch-norm statistics, alphas, softmax and
    /// losses in float32. Where the gradient self-test passes in bfloat16.
    /// </summary>
    Bfloat16 = 2,
}

/// <summary>One half of the train list.</summary>
public enum SplitHalf
{
    /// <summary>The half that the search network's weights learn from.</summary>
    Train = 0,

    /// <summary>The half that alphas and evaluation network learn from.</summary>
    Valid = 1,
}

/// <summary>Epochs and cycles (section 3.3).</summary>
public sealed record ScheduleSettings
{
    /// <summary>Epochs of the search network alone, before the first cycle. Default 2.</summary>
    public int SearchWarmupEpochs { get; init; } = 2;

    /// <summary>Cycles. Default 30.</summary>
    public int Cycles { get; init; } = 30;

    /// <summary>Epochs of the evaluation network alone, at the start of each cycle. Default 1.</summary>
    public int EvaluationWarmupEpochs { get; init; } = 1;

    /// <summary>Joint epochs per cycle. Default 1.</summary>
    public int JointEpochs { get; init; } = 1;

    /// <summary>Steps per epoch; 0 (default) = as many as the smaller half has full batches.</summary>
    public int StepsPerEpoch { get; init; }

    /// <summary>Half that the evaluation warm-up learns from: valid (Cream, default) or train (NNI).</summary>
    public SplitHalf EvaluationWarmupSplit { get; init; } = SplitHalf.Valid;
}

/// <summary>Distance between the two networks' ensemble logits (section 3.1), mean over all elements, times temperature squared.</summary>
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

/// <summary>L = (CE_S + CE_E) / LossAlpha + LossAlpha T² D + λ R (section 3.1).</summary>
public sealed record LossSettings
{
    /// <summary>D. Default smooth L1.</summary>
    public InteractiveLoss Interactive { get; init; } = InteractiveLoss.SmoothL1;

    /// <summary>T. Default 2.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>Balance between classification and interactive loss. Default 1.</summary>
    public double LossAlpha { get; init; } = 1;

    /// <summary>True: the evaluation network does not learn from the interactive loss. Default false, as published.</summary>
    public bool DetachTeacher { get; init; }
}

/// <summary>R = sum of |alpha| over some operations of every edge, times a coefficient that decays to 0 (sections 2.1 and 3.1).</summary>
public sealed record RegulariserSettings
{
    /// <summary>Names of the operations whose logits are regularised. Default: both pools and the skip connection (Cream).</summary>
    public IReadOnlyList<string> Operations { get; init; } = ["max_pool_3x3", "avg_pool_3x3", "skip_connect"];

    /// <summary>Whether the skip connection of a stride-2 edge (a factorized reduce) counts as a skip connection. Default true (Cream).</summary>
    public bool ReducedSkip { get; init; } = true;

    /// <summary>λ at the first joint epoch. Default 5.</summary>
    public double Coefficient { get; init; } = 5;

    /// <summary>Share of the joint epochs after which λ is 0. Default 0.667.</summary>
    public double Ratio { get; init; } = 0.667;
}

/// <summary>How a learning rate moves during the run.</summary>
public enum LearningRateSchedule
{
    /// <summary>It does not (both originals). Default.</summary>
    Constant = 0,

    /// <summary>Half a cosine from its value to 0 over the run's epochs.</summary>
    Cosine = 1,
}

/// <summary>SGD with momentum and global-norm clipping of its own group.</summary>
public sealed record SgdSettings
{
    /// <summary>Learning rate. Default 0.08.</summary>
    public double LearningRate { get; init; } = 0.08;

    /// <summary>Momentum. Default 0.9.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>L2 weight decay, added to the gradient after clipping. Default 3e-4.</summary>
    public double WeightDecay { get; init; } = 3e-4;

    /// <summary>Largest global gradient norm; 0 = no clipping. Default 5.</summary>
    public double ClipNorm { get; init; } = 5;

    /// <summary>Schedule of the learning rate. Default constant.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;
}

/// <summary>Adam.</summary>
public sealed record AdamSettings
{
    /// <summary>Learning rate. Default 3e-4.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>L2 weight decay. Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Decay of the first moment. Default 0.5.</summary>
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Decay of the second moment. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;
}

/// <summary>What happens to operations of the evaluation network that a new topology does not use.</summary>
public enum DroppedOperations
{
    /// <summary>They stay as they are until a topology uses them again (Cream). Default.</summary>
    Freeze = 0,

    /// <summary>They go on with their momentum and weight decay, without gradients (NNI).</summary>
    Drift = 1,
}

/// <summary>What happens to the evaluation cells' batch-norm statistics at a rebuild.</summary>
public enum BatchNormOnRebuild
{
    /// <summary>Mean 0 and variance 1 (Cream). Default.</summary>
    Reset = 0,

    /// <summary>As the operation left them (NNI).</summary>
    Keep = 1,
}

/// <summary>What happens to optimizer moments at the start of a cycle.</summary>
public enum OptimizerStateOnRebuild
{
    /// <summary>Moments follow their parameters. Default.</summary>
    Keep = 0,

    /// <summary>All moments start from zero in every cycle (Cream's habit).</summary>
    Reset = 1,
}

/// <summary>What is kept when the evaluation network is rebuilt (sections 0.9, 0.10, 2.2).</summary>
public sealed record RebuildSettings
{
    /// <summary>Operations that the topology does not use.</summary>
    public DroppedOperations DroppedOperations { get; init; } = DroppedOperations.Freeze;

    /// <summary>Batch-norm statistics of the evaluation cells.</summary>
    public BatchNormOnRebuild BatchNorm { get; init; } = BatchNormOnRebuild.Reset;

    /// <summary>Moments of all optimizers.</summary>
    public OptimizerStateOnRebuild OptimizerState { get; init; } = OptimizerStateOnRebuild.Keep;
}

/// <summary>When checkpoints are written, beside those at every phase end and at a stop.</summary>
public sealed record CheckpointSettings
{
    /// <summary>Seconds between checkpoints inside a phase; 0 = none. Default 60.</summary>
    public double IntervalSeconds { get; init; } = 60;

    /// <summary>Steps between checkpoints inside a phase; 0 (default) = none.</summary>
    public int IntervalSteps { get; init; }

    /// <summary>Newest checkpoints to keep. Default 3.</summary>
    public int Keep { get; init; } = 3;
}

/// <summary>What the user is warned of: signs that a search collapses.</summary>
public sealed record WatchSettings
{
    /// <summary>Skip connections in one kind of cell from which on the user is warned; 0 = never. Default 4, half of a DARTS cell's edges.</summary>
    public int SkipConnections { get; init; } = 4;
}

/// <summary>How the held-out figures are made.</summary>
public sealed record HeldOutSettings
{
    /// <summary>Training batches from which batch-norm statistics are re-estimated on a copy. Default 20.</summary>
    public int StatisticsBatches { get; init; } = 20;
}
