namespace Cdarts.Contracts.Specification;

/// <summary>The resolved specification of a run: every setting with its value, as the console validated it. Immutable; compared by value.</summary>
/// <remarks>The defaults are those of the engine's settings, which are the variant <c>cream</c>.</remarks>
[GenerateSerializer, Immutable, Alias("Cdarts.RunSpec")]
public sealed record RunSpec
{
    /// <summary>Version of this record's layout.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>microsoft/Cream CDARTS as published, without its bugs: the defaults.</summary>
    public static RunSpec Cream { get; } = new();

    /// <summary>NNI's CDARTS as published, without its bugs.</summary>
    public static RunSpec Nni { get; } = new()
    {
        Variant = Variant.Nni,
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
        Retrain = new() { StemMultiplier = 1, Affine = false, DropPathIdentity = true, MinimumLearningRate = 1e-6 },
    };

    /// <summary>Layout version that the specification was written with.</summary>
    [Id(0)]
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Seed of the initial weights, the split, the order and the augmentation.</summary>
    [Id(1)]
    [Setting("Seed of the initial weights, the split, the order and the augmentation.", Minimum = 0)]
    public long Seed { get; init; }

    /// <summary>The set of divergences between the originals that the other settings started from.</summary>
    [Id(2)]
    [Setting("Original whose habits the other settings start from.")]
    public Variant Variant { get; init; } = Variant.Cream;

    /// <summary>Element types.</summary>
    [Id(3)]
    [Setting("Element types: float32; bfloat16 = convolutions, linear maps and activations in bfloat16, the rest in float32; float64 is for comparing numbers.")]
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Device: <c>cpu</c> or <c>cuda:N</c>.</summary>
    [Id(4)]
    [Setting("Device that trains.", Pattern = "cpu|cuda:[0-9]{1,3}", PatternText = "cpu or cuda:N")]
    public string Device { get; init; } = "cpu";

    /// <summary>Pictures, batch and augmentation.</summary>
    [Id(5)]
    public DataSpec Data { get; init; } = new();

    /// <summary>Shape of both networks.</summary>
    [Id(6)]
    public NetworkSpec Network { get; init; } = new();

    /// <summary>Epochs and cycles.</summary>
    [Id(7)]
    public ScheduleSpec Schedule { get; init; } = new();

    /// <summary>The joint loss.</summary>
    [Id(8)]
    public LossSpec Loss { get; init; } = new();

    /// <summary>The regulariser on the alphas.</summary>
    [Id(9)]
    public RegulariserSpec Regulariser { get; init; } = new();

    /// <summary>SGD of the search network's group.</summary>
    [Id(10)]
    public SgdSpec SearchOptimizer { get; init; } = new();

    /// <summary>SGD of the evaluation network's group.</summary>
    [Id(11)]
    public SgdSpec EvaluationOptimizer { get; init; } = new();

    /// <summary>Adam of the alphas.</summary>
    [Id(12)]
    public AdamSpec AlphaOptimizer { get; init; } = new();

    /// <summary>What is kept when the evaluation network is rebuilt for a new topology.</summary>
    [Id(13)]
    public RebuildSpec Rebuild { get; init; } = new();

    /// <summary>When checkpoints are written, and how many are kept.</summary>
    [Id(14)]
    public CheckpointSpec Checkpoint { get; init; } = new();

    /// <summary>How the held-out figures are made.</summary>
    [Id(15)]
    public HeldOutSpec HeldOut { get; init; } = new();

    /// <summary>How topologies are found.</summary>
    [Id(16)]
    [Setting("How topologies are found: cdarts, first-order darts for comparison, or random cells without training.")]
    public SearchStrategy Strategy { get; init; } = SearchStrategy.Cdarts;

    /// <summary>What the user is warned of.</summary>
    [Id(17)]
    public WatchSpec Watch { get; init; } = new();

    /// <summary>What the run does.</summary>
    [Id(18)]
    [Setting("What the run does; the commands search and retrain set it.")]
    public RunTask Task { get; init; } = RunTask.Search;

    /// <summary>The training of a found network from scratch.</summary>
    [Id(19)]
    public RetrainSpec Retrain { get; init; } = new();

    /// <summary>How the run uses the replicas of its cluster.</summary>
    [Id(20)]
    public ClusterSpec Cluster { get; init; } = new();

    /// <summary>Where the two networks are.</summary>
    [Id(21)]
    [Setting("Where the two networks are: both on every replica, or each on replicas of its own.")]
    public Layout Layout { get; init; } = Layout.Together;

    /// <summary>The split layout.</summary>
    [Id(22)]
    public SplitSpec Split { get; init; } = new();

    /// <summary>The split layout where the run has it; null when every replica holds all that it trains, as in a retraining, whatever the layout says.</summary>
    public SplitSpec? WantedSplit() => this is { Layout: Layout.Split, Task: RunTask.Search } ? Split : null;

    /// <summary>The specification with a variant's values and no other change.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such variant.</exception>
    public static RunSpec Of(Variant variant) => variant switch
    {
        Variant.Cream => Cream,
        Variant.Nni => Nni,
        _ => throw new ArgumentOutOfRangeException(nameof(variant), variant, "There is no such variant."),
    };
}

/// <summary>The set of divergences between the originals.</summary>
public enum Variant
{
    /// <summary>microsoft/Cream.</summary>
    Cream = 0,

    /// <summary>NNI.</summary>
    Nni = 1,
}

/// <summary>What a run does.</summary>
public enum RunTask
{
    /// <summary>Finds a genotype.</summary>
    Search = 0,

    /// <summary>Trains a genotype's network from scratch.</summary>
    Retrain = 1,
}

/// <summary>How topologies are found.</summary>
public enum SearchStrategy
{
    /// <summary>Cyclic: an evaluation network is trained with the search network and teaches it.</summary>
    Cdarts = 0,

    /// <summary>First-order DARTS: alphas learn from the validation loss of the search network alone.</summary>
    Darts = 1,

    /// <summary>No training: every topology is equally likely.</summary>
    Random = 2,
}

/// <summary>Element types of a run.</summary>
public enum Precision
{
    /// <summary>32-bit.</summary>
    Float32 = 0,

    /// <summary>64-bit.</summary>
    Float64 = 1,

    /// <summary>Convolutions, linear maps and activations in bfloat16, the rest in float32.</summary>
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
