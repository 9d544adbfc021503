using Cdarts.Contracts.Specification;
using Cdarts.Engine;
using Cdarts.Engine.Data;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Grains.Settings;

/// <summary>Turns the specification that crosses process borders into the engine's settings, field by field.</summary>
public static class RunSpecMapping
{
    /// <summary>The engine's settings for a specification.</summary>
    /// <exception cref="CdartsException">The specification has a value that this version cannot run.</exception>
    public static CdartsSettings ToSettings(RunSpec spec)
    {
        if (RunSpecValidator.Validate(spec) is [SpecProblem problem, ..])
        {
            throw new CdartsException(problem.ToSentence());
        }

        CdartsSettings settings = new()
        {
            Seed = spec.Seed,
            Strategy = Same<Engine.Training.SearchStrategy>(spec.Strategy),
            Precision = Same<Engine.Training.Precision>(spec.Precision),
            Device = spec.Device,
            Network = Network(spec.Network),
            Data = Data(spec.Data),
            Schedule = Schedule(spec.Schedule),
            Loss = Loss(spec.Loss),
            Regulariser = Regulariser(spec.Regulariser),
            SearchOptimizer = Sgd(spec.SearchOptimizer),
            EvaluationOptimizer = Sgd(spec.EvaluationOptimizer),
            AlphaOptimizer = Adam(spec.AlphaOptimizer),
            Rebuild = Rebuild(spec.Rebuild),
            Checkpoint = Checkpoint(spec.Checkpoint),
            SyncBatchNorm = spec.Cluster.SyncBatchNorm,
            Watch = new() { SkipConnections = spec.Watch.SkipConnections },
            HeldOut = new() { StatisticsBatches = spec.HeldOut.StatisticsBatches },
            Layout = Same<Engine.Training.Layouts.Layout>(spec.Layout),
            Split = Split(spec.Split),
        };
        SearchSpace space = settings.Network.SearchSpace();
        if (spec.Task == RunTask.Search)
        {
            space.Require(settings.Network);

            // A retraining has no alphas: a genotype of one space may stand on settings that were made for another.
            RegularizedDartsMutator.Require(settings.Regulariser, space);
        }

        return settings;
    }

    private static NetworkSettings Network(NetworkSpec network) => new()
    {
        Space = network.Space,
        Channels = network.Channels,
        Stem = Same<Engine.Networks.StemKind>(network.Stem),
        StemMultiplier = network.StemMultiplier,
        SearchCells = network.SearchCells,
        EvaluationCells = network.EvaluationCells,
        EdgeAggregation = Same<Engine.Networks.EdgeAggregation>(network.EdgeAggregation),
        ShareModules = network.ShareModules,
        FixedHeads = network.FixedHeads,
        Ensemble = Same<Engine.Networks.EnsembleKind>(network.Ensemble),
        Form = Same<Engine.Networks.NetworkForm>(network.Form),
        Stacking = Same<Engine.Networks.StackingChoice>(network.Stacking),
        CheckpointCells = network.CheckpointCells,
    };

    private static DataSettings Data(DataSpec data) => new()
    {
        Name = data.Name,
        Path = data.Path,
        BatchSize = data.BatchSize,
        TrainFraction = data.TrainFraction,
        CropPadding = data.CropPadding,
        Flip = data.Flip,
        ImageSize = data.ImageSize,
        EvaluationResize = data.EvaluationResize,
        Subset = data.Subset,
        Split = Same<Engine.Data.DataSplit>(data.Split),
        SampleRatio = data.SampleRatio,
        BadPictures = Same<Engine.Data.BadPicturePolicy>(data.BadPictures),
        JitterBrightness = data.JitterBrightness,
        JitterContrast = data.JitterContrast,
        JitterSaturation = data.JitterSaturation,
        JitterHue = data.JitterHue,
        DeviceBatch = data.DeviceBatch,
    };

    private static ScheduleSettings Schedule(ScheduleSpec schedule) => new()
    {
        SearchWarmupEpochs = schedule.SearchWarmupEpochs,
        Cycles = schedule.Cycles,
        EvaluationWarmupEpochs = schedule.EvaluationWarmupEpochs,
        JointEpochs = schedule.JointEpochs,
        StepsPerEpoch = schedule.StepsPerEpoch,
        EvaluationWarmupSplit = Same<Engine.Training.SplitHalf>(schedule.EvaluationWarmupSplit),
    };

    private static LossSettings Loss(LossSpec loss) => new()
    {
        Interactive = Same<Engine.Training.InteractiveLoss>(loss.Interactive),
        Temperature = loss.Temperature,
        LossAlpha = loss.LossAlpha,
        DetachTeacher = loss.DetachTeacher,
    };

    private static RegulariserSettings Regulariser(RegulariserSpec regulariser) => new()
    {
        Operations = [.. regulariser.Operations],
        ReducedSkip = regulariser.ReducedSkip,
        Coefficient = regulariser.Coefficient,
        Ratio = regulariser.Ratio,
    };

    private static SgdSettings Sgd(SgdSpec sgd) => new()
    {
        LearningRate = sgd.LearningRate,
        Momentum = sgd.Momentum,
        WeightDecay = sgd.WeightDecay,
        ClipNorm = sgd.ClipNorm,
        Schedule = Same<Engine.Training.LearningRateSchedule>(sgd.Schedule),
    };

    private static AdamSettings Adam(AdamSpec adam) => new()
    {
        LearningRate = adam.LearningRate,
        WeightDecay = adam.WeightDecay,
        Beta1 = adam.Beta1,
        Beta2 = adam.Beta2,
    };

    private static RebuildSettings Rebuild(RebuildSpec rebuild) => new()
    {
        DroppedOperations = Same<Engine.Training.DroppedOperations>(rebuild.DroppedOperations),
        BatchNorm = Same<Engine.Training.BatchNormOnRebuild>(rebuild.BatchNorm),
        OptimizerState = Same<Engine.Training.OptimizerStateOnRebuild>(rebuild.OptimizerState),
    };

    private static CheckpointSettings Checkpoint(CheckpointSpec checkpoint) => new()
    {
        IntervalSeconds = checkpoint.IntervalSeconds,
        IntervalSteps = checkpoint.IntervalSteps,
        Keep = checkpoint.Keep,
    };

    private static SplitSettings Split(SplitSpec split) => new()
    {
        SearchReplicas = split.SearchReplicas,
        EvaluationReplicas = split.EvaluationReplicas,
        Exchange = Same<Engine.Training.Layouts.ExchangePrecision>(split.Exchange),
        CheckInterval = split.CheckInterval,
        EvaluationWarmup = Same<Engine.Training.Layouts.WarmupUse>(split.EvaluationWarmup),
        Mirror = split.Mirror,
    };

    // By name, so that a reordered enum on either side cannot swap two meanings. A value without a namesake is a bug, found by the tests.
    internal static T Same<T>(Enum value) where T : struct, Enum => Enum.Parse<T>(value.ToString());
}
