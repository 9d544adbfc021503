using System.Globalization;

namespace Cdarts.Engine.Training.Retraining;

/// <summary>Refuses settings that a retraining cannot have; the network's own are refused when it is built, the data's when they are read.</summary>
public static class RetrainCheck
{
    /// <summary>Refuses what no retraining can have.</summary>
    /// <exception cref="CdartsException">A setting is impossible; the message names it.</exception>
    public static void Require(RetrainSettings settings)
    {
        Check(settings.Epochs >= 1, $"epochs is {settings.Epochs}: use at least 1.");
        Check(
            settings.WarmupEpochs >= 0 && settings.WarmupEpochs <= settings.Epochs,
            $"warmup_epochs is {settings.WarmupEpochs}: use a number from 0 to epochs ({settings.Epochs}).");
        Check(
            settings.LabelSmoothing is >= 0 and < 1, $"label_smoothing is {Text(settings.LabelSmoothing)}: use a number from 0 to less than 1.");
        Check(
            settings.AuxiliaryWeight >= 0 && double.IsFinite(settings.AuxiliaryWeight),
            $"auxiliary_weight is {Text(settings.AuxiliaryWeight)}: use 0 for no auxiliary classifier, or a number above.");
        Check(
            settings.ValidationFraction is > 0 and < 1, $"validation_fraction is {Text(settings.ValidationFraction)}: use a number above 0 and below 1.");
        Check(settings.DropPath is >= 0 and < 1, $"drop_path is {Text(settings.DropPath)}: use a probability from 0 to less than 1.");
        Check(
            settings.MinimumLearningRate >= 0 && settings.MinimumLearningRate <= settings.Optimizer.LearningRate,
            $"minimum_learning_rate is {Text(settings.MinimumLearningRate)}: use a number from 0 to the learning rate ({Text(settings.Optimizer.LearningRate)}).");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Check(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new CdartsException(sentence);
        }
    }
}
