using Cdarts.Contracts.Specification;
using Cdarts.Engine;
using Cdarts.Engine.Data;
using Cdarts.Engine.Training.Retraining;

namespace Cdarts.Grains.Settings;

/// <summary>Turns the specification of a retraining into the engine's settings, field by field.</summary>
public static class RetrainMapping
{
    /// <summary>The engine's settings.</summary>
    /// <exception cref="CdartsException">The specification has a value that this version cannot run.</exception>
    public static RetrainSettings ToSettings(RunSpec spec)
    {
        RetrainSpec retrain = spec.Retrain;
        RetrainSettings settings = new()
        {
            Seed = spec.Seed,
            Precision = RunSpecMapping.Same<Engine.Training.Precision>(spec.Precision),
            Device = spec.Device,
            SyncBatchNorm = spec.Cluster.SyncBatchNorm,
            Network = new()
            {
                Channels = retrain.Channels,
                Stem = RunSpecMapping.Same<Engine.Networks.StemKind>(spec.Network.Stem),
                StemMultiplier = retrain.StemMultiplier,
                Cells = retrain.Cells,
                Affine = retrain.Affine,
                DropPathIdentity = retrain.DropPathIdentity,
                Form = RunSpecMapping.Same<Engine.Networks.NetworkForm>(spec.Network.Form),
                CheckpointCells = spec.Network.CheckpointCells,
            },
            Data = Data(spec.Data) with { BatchSize = retrain.BatchSize },
            Augmentation = new()
            {
                CropPadding = spec.Data.CropPadding,
                Flip = spec.Data.Flip,
                CutoutLength = retrain.CutoutLength,
                AutoAugment = RunSpecMapping.Same<AutoAugmentKind>(retrain.AutoAugment),
                MixupAlpha = retrain.MixupAlpha,
            },
            Best = RunSpecMapping.Same<Engine.Training.Retraining.BestEpoch>(retrain.Best),
            ValidationFraction = retrain.ValidationFraction,
            Epochs = retrain.Epochs,
            StepsPerEpoch = retrain.StepsPerEpoch,
            Optimizer = new()
            {
                LearningRate = retrain.LearningRate,
                Momentum = retrain.Momentum,
                WeightDecay = retrain.WeightDecay,
                ClipNorm = retrain.ClipNorm,
                Schedule = RunSpecMapping.Same<Engine.Training.LearningRateSchedule>(retrain.Schedule),
            },
            MinimumLearningRate = retrain.MinimumLearningRate,
            WarmupEpochs = retrain.WarmupEpochs,
            LabelSmoothing = retrain.LabelSmoothing,
            AuxiliaryWeight = retrain.AuxiliaryWeight,
            DropPath = retrain.DropPath,
            SizeRule = retrain.SizeRule,
        };
        if (spec.Task == RunTask.Retrain)
        {
            // Before a run is begun with them. A search has the same keys and does not care.
            RetrainCheck.Require(settings);
        }

        return settings;
    }

    /// <summary>What a retraining needs of the data; crop and mirroring go to its augmentation.</summary>
    private static DataSettings Data(DataSpec data) => new()
    {
        Name = data.Name,
        Path = data.Path,
        DeviceBatch = data.DeviceBatch,
        ImageSize = data.ImageSize,
        EvaluationResize = data.EvaluationResize,
        Subset = data.Subset,
        BadPictures = RunSpecMapping.Same<Engine.Data.BadPicturePolicy>(data.BadPictures),
        JitterBrightness = data.JitterBrightness,
        JitterContrast = data.JitterContrast,
        JitterSaturation = data.JitterSaturation,
        JitterHue = data.JitterHue,
    };
}
