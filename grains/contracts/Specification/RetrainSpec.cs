namespace Cdarts.Contracts.Specification;

/// <summary>The training of a found network from scratch. Seed, precision, device, data set, crop, stem and form are those of the other sections.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.RetrainSpec")]
public sealed record RetrainSpec
{
    /// <summary>The genotype as JSON text; empty in a search.</summary>
    [Id(0)]
    [Setting("The genotype as JSON text; the retrain command fills it in.")]
    public string Genotype { get; init; } = "";

    /// <summary>Epochs.</summary>
    [Id(1)]
    [Setting("Epochs.", Minimum = 1)]
    public int Epochs { get; init; } = 600;

    /// <summary>Steps per epoch; 0 = as many as the train list has full batches.</summary>
    [Id(2)]
    [Setting("Steps per epoch; 0 = as many as the train list has full batches.", Minimum = 0)]
    public int StepsPerEpoch { get; init; }

    /// <summary>Pictures per update over all replicas.</summary>
    [Id(3)]
    [Setting("Pictures per update over all replicas.", Minimum = 2)]
    public int BatchSize { get; init; } = 128;

    /// <summary>Channels of the first cell.</summary>
    [Id(4)]
    [Setting("Channels of the first cell.", Minimum = 2, Maximum = 4096, Even = true)]
    public int Channels { get; init; } = 36;

    /// <summary>Stem channels as a multiple of channels.</summary>
    [Id(5)]
    [Setting("Stem channels of the cifar stem as a multiple of channels.", Minimum = 1, Maximum = 64)]
    public int StemMultiplier { get; init; } = 3;

    /// <summary>Cells.</summary>
    [Id(6)]
    [Setting("Cells.", Minimum = 3, Maximum = 1000)]
    public int Cells { get; init; } = 20;

    /// <summary>Whether batch norms of the cells have scale and shift.</summary>
    [Id(7)]
    [Setting("Whether batch norms of the cells have scale and shift.")]
    public bool Affine { get; init; } = true;

    /// <summary>Learning rate.</summary>
    [Id(8)]
    [Setting("Learning rate.", Minimum = 0, AboveMinimum = true)]
    public double LearningRate { get; init; } = .025;

    /// <summary>Learning rate that the cosine would reach after the last epoch.</summary>
    [Id(9)]
    [Setting("Learning rate that the schedule would reach after the last epoch.", Minimum = 0)]
    public double MinimumLearningRate { get; init; }

    /// <summary>Schedule of the learning rate.</summary>
    [Id(10)]
    [Setting("Schedule of the learning rate over the epochs.")]
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    /// <summary>Epochs in which the learning rate rises linearly.</summary>
    [Id(11)]
    [Setting("First epochs, in which the learning rate rises linearly.", Minimum = 0)]
    public int WarmupEpochs { get; init; }

    /// <summary>Momentum.</summary>
    [Id(12)]
    [Setting("Momentum.", Minimum = 0, Maximum = 1, BelowMaximum = true)]
    public double Momentum { get; init; } = .9;

    /// <summary>L2 weight decay.</summary>
    [Id(13)]
    [Setting("L2 weight decay; without effect while size_rule is on.", Minimum = 0)]
    public double WeightDecay { get; init; } = 3e-4;

    /// <summary>Largest global gradient norm; 0 = no clipping.</summary>
    [Id(14)]
    [Setting("Largest global gradient norm; 0 = no clipping.", Minimum = 0)]
    public double ClipNorm { get; init; } = 5;

    /// <summary>Label smoothing.</summary>
    [Id(15)]
    [Setting("Share of the target that is spread over all classes.", Minimum = 0, Maximum = 1, BelowMaximum = true)]
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of the auxiliary classifier's loss; 0 = it is not run.</summary>
    [Id(16)]
    [Setting("Weight of the auxiliary classifier's loss; 0 = it is not run.", Minimum = 0)]
    public double AuxiliaryWeight { get; init; } = .4;

    /// <summary>Probability of drop path after the last epoch; it rises linearly from 0.</summary>
    [Id(17)]
    [Setting("Probability of drop path after the last epoch, from 0 at the first; without effect while size_rule is on.", Minimum = 0, Maximum = 1, BelowMaximum = true)]
    public double DropPath { get; init; } = .2;

    /// <summary>Whether drop path also leaves out identities.</summary>
    [Id(18)]
    [Setting("Whether drop path also leaves out identities.")]
    public bool DropPathIdentity { get; init; }

    /// <summary>Whether the network's size sets weight decay and drop path.</summary>
    [Id(19)]
    [Setting("Whether the parameters (without auxiliary head) set weight decay and drop path: below 3.0 M 3e-4 and 0.2, below 3.5 M 3e-4 and 0.3, else 5e-4 and 0.3.")]
    public bool SizeRule { get; init; } = true;

    /// <summary>Side of the cutout hole, pixels; 0 = none.</summary>
    [Id(20)]
    [Setting("Side of the square hole that each picture gets (cutout), pixels; 0 = none. Must be 0 for image-folder.", Minimum = 0, Maximum = 1024)]
    public int CutoutLength { get; init; } = 16;

    /// <summary>AutoAugment policy.</summary>
    [Id(21)]
    [Setting("AutoAugment policy, applied after crop and mirroring: imagenet is for data.name image-folder, in place of the jitter, cifar10 for the others.")]
    public AutoAugmentPolicy AutoAugment { get; init; } = AutoAugmentPolicy.None;

    /// <summary>Mixup: a of Beta(a, a); 0 = none.</summary>
    [Id(22)]
    [Setting("Mixup of neighbours of the global batch by a share from Beta(a, a), this being a; 0 = none.", Minimum = 0)]
    public double MixupAlpha { get; init; }

    /// <summary>Which epoch's network is the result.</summary>
    [Id(23)]
    [Setting("Which epoch's network is the result: validation = best on a part held out of the train list; last; test_as_published = best on the test set, the originals' habit, which flatters.")]
    public BestEpoch Best { get; init; } = BestEpoch.Validation;

    /// <summary>Share of the train list that is held out for <see cref="Best"/> = validation.</summary>
    [Id(24)]
    [Setting("Share of the train list held out to choose the best epoch by, with best validation.", Minimum = 0, AboveMinimum = true, Maximum = 1, BelowMaximum = true)]
    public double ValidationFraction { get; init; } = .1;
}

/// <summary>AutoAugment policies.</summary>
public enum AutoAugmentPolicy
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>CIFAR-10's (Cubuk et al. 2019).</summary>
    Cifar10 = 1,

    /// <summary>ImageNet's, for image folders.</summary>
    Imagenet = 2,
}

/// <summary>Which epoch's network is the result of a retraining.</summary>
public enum BestEpoch
{
    /// <summary>The one with the best accuracy on a part of the train list that it does not learn from.</summary>
    Validation = 0,

    /// <summary>The last one.</summary>
    Last = 1,

    /// <summary>The one with the best accuracy on the test set, as both originals do.</summary>
    TestAsPublished = 2,
}
