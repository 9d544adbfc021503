using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;

namespace Cdarts.Engine.Training.Retraining;

/// <summary>
/// All settings of a retraining: a genotype's network is trained from scratch on the whole train list (section 4 of the algorithm's specification). Start
/// from <see cref="Cream"/>, <see cref="Nni"/> or <see cref="Imagenet"/> and change with <c>with</c>.
/// </summary>
public sealed record RetrainSettings
{
    /// <summary>Seed of the initial weights, the order, the augmentation and drop path. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Element types. Default float32.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Device: <c>cpu</c> or <c>cuda:N</c>. Default cpu.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>
    /// Whether batch norm in training takes its statistics from the global batch of all replicas, so that results do not depend on their number. Default false,
    /// as the originals.
    /// </summary>
    public bool SyncBatchNorm { get; init; }

    /// <summary>Shape of the network.</summary>
    public RetrainNetworkSettings Network { get; init; } = new();

    /// <summary>Pictures and batch; the augmentation is <see cref="Augmentation"/>'s. Default batch size 128 over all replicas.</summary>
    public DataSettings Data { get; init; } = new() { BatchSize = 128 };

    /// <summary>Random changes of training pictures.</summary>
    public AugmentationSettings Augmentation { get; init; } = new();

    /// <summary>Which epoch's network is the result. Default the best on held-out train pictures.</summary>
    public BestEpoch Best { get; init; }

    /// <summary>Share of the train list that is held out for <see cref="BestEpoch.Validation"/>. Default 0.1.</summary>
    public double ValidationFraction { get; init; } = .1;

    /// <summary>Epochs. Default 600.</summary>
    public int Epochs { get; init; } = 600;

    /// <summary>Steps per epoch; 0 (default) = as many as the train list has full batches.</summary>
    public int StepsPerEpoch { get; init; }

    /// <summary>
    /// SGD of all weights. Default learning rate 0.025 (for 128 pictures per update), momentum 0.9, weight decay 3e-4 (see <see cref="SizeRule"/>),
    /// clipping at 5, cosine.
    /// </summary>
    public SgdSettings Optimizer { get; init; } = new() { LearningRate = .025, Schedule = LearningRateSchedule.Cosine };

    /// <summary>Learning rate that the cosine would reach after the last epoch. Default 0 (Cream); NNI 1e-6.</summary>
    public double MinimumLearningRate { get; init; }

    /// <summary>
    /// Epochs W in which the learning rate is <c>rate (epoch + 1) / W</c>; from epoch W on it is the schedule's at that epoch. Default 0.
    /// </summary>
    public int WarmupEpochs { get; init; }

    /// <summary>ε of label smoothing: the target is (1 - ε) onehot + ε / K. Default 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of the auxiliary classifier's loss; 0 = it is not run. Default 0.4.</summary>
    public double AuxiliaryWeight { get; init; } = .4;

    /// <summary>
    /// Probability of drop path after the last epoch: in an epoch it is this times epoch / epochs. Default 0.2 (see <see cref="SizeRule"/>).
    /// </summary>
    public double DropPath { get; init; } = .2;

    /// <summary>
    /// Whether the network's size sets weight decay and drop path, over what <see cref="Optimizer"/> and <see cref="DropPath"/> say. By parameters without the
    /// auxiliary classifier, in millions: below 3.0 weight decay 3e-4 and drop path 0.2; from 3.0 to below 3.5 3e-4 and 0.3; else 5e-4 and 0.3. Default true, as
    /// published for CIFAR.
    /// </summary>
    public bool SizeRule { get; init; } = true;

    /// <summary>microsoft/Cream's for CIFAR on one device. The default.</summary>
    public static RetrainSettings Cream { get; } = new();

    /// <summary>
    /// NNI's for CIFAR: batch norms without scale and shift in the cells, drop path on identities too, a stem as wide as the first cell, 1e-6 as the lowest
    /// learning rate.
    /// </summary>
    public static RetrainSettings Nni { get; } = new()
    {
        Network = new() { StemMultiplier = 1, Affine = false, DropPathIdentity = true },
        MinimumLearningRate = 1e-6,
    };

    /// <summary>microsoft/Cream's for ImageNet: 1024 pictures per update.</summary>
    public static RetrainSettings Imagenet { get; } = new()
    {
        Network = new() { Channels = 48, Stem = StemKind.Imagenet, StemMultiplier = 1, Cells = 14 },
        Data = new() { BatchSize = 1024 },
        Epochs = 250,
        Optimizer = new() { LearningRate = .5, WeightDecay = 3e-5, Schedule = LearningRateSchedule.Cosine },
        WarmupEpochs = 5,
        LabelSmoothing = .1,
        DropPath = 0,
        SizeRule = false,
    };
}
