namespace Cdarts.Engine.Training.Retraining;

/// <summary>What changes from epoch to epoch, and how steps follow each other, as pure functions: a resumed run needs nothing but its cursor.</summary>
internal sealed class RetrainSchedule(RetrainSettings settings, int stepsPerEpoch)
{
    internal int Epochs => settings.Epochs;

    internal int Steps => stepsPerEpoch;

    /// <summary>Committed steps of a completed run.</summary>
    internal long TotalSteps => (long)Epochs * Steps;

    /// <summary>Committed steps before a cursor.</summary>
    internal long GlobalStep(RetrainCursor cursor) => ((long)cursor.Epoch * Steps) + cursor.Step;

    /// <summary>The cursor after a committed step.</summary>
    internal RetrainCursor After(RetrainCursor step) =>
        step.Step + 1 < Steps ? step with { Step = step.Step + 1 } : new RetrainCursor(step.Epoch + 1, 0);

    internal bool IsCompleted(RetrainCursor cursor) => cursor.Epoch >= Epochs;

    /// <summary>
    /// rate (epoch + 1) / W in the warm-up's W epochs; then minimum + (rate - minimum) (1 + cos(π epoch / epochs)) / 2, of the epoch's own number: the
    /// warm-up delays nothing.
    /// </summary>
    internal double LearningRate(int epoch)
    {
        double rate = settings.Optimizer.LearningRate, minimum = settings.MinimumLearningRate;
        if (epoch < settings.WarmupEpochs)
        {
            return rate * (epoch + 1) / settings.WarmupEpochs;
        }

        return settings.Optimizer.Schedule == LearningRateSchedule.Cosine
            ? minimum + ((rate - minimum) * (1 + Math.Cos(Math.PI * epoch / Epochs)) / 2)
            : rate;
    }

    /// <summary>Probability of drop path: the largest times epoch / epochs.</summary>
    internal double DropPath(int epoch) => settings.DropPath * epoch / Epochs;
}
