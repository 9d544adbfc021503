namespace Cdarts.Engine.Training;

/// <summary>What changes from epoch to epoch, as pure functions of the epoch. Epochs are counted over search warm-up and joint phases.</summary>
internal static class Schedules
{
    /// <summary>λ(epoch) = max(coefficient (1 - (epoch - W) / ((E - W) ratio)), 0) (specification, 3.1).</summary>
    /// <param name="settings">Coefficient and ratio.</param>
    /// <param name="epoch">Epoch, from 0.</param>
    /// <param name="warmupEpochs">W.</param>
    /// <param name="totalEpochs">E: warm-up and joint epochs.</param>
    internal static double RegulariserWeight(RegulariserSettings settings, int epoch, int warmupEpochs, int totalEpochs)
    {
        double decayEpochs = (totalEpochs - warmupEpochs) * settings.Ratio;
        return decayEpochs > 0 ? Math.Max(settings.Coefficient * (1 - ((epoch - warmupEpochs) / decayEpochs)), 0) : 0;
    }

    /// <summary>Learning rate of an SGD group.</summary>
    internal static double LearningRate(SgdSettings settings, int epoch, int totalEpochs) => settings.Schedule == LearningRateSchedule.Cosine
        ? settings.LearningRate * (1 + Math.Cos(Math.PI * epoch / totalEpochs)) / 2
        : settings.LearningRate;
}
