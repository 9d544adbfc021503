using Cdarts.Engine.Training.Retraining;

namespace Cdarts.Engine.Tests.Training.Retraining;

public class RetrainCheckTests
{
    public static TheoryData<string, RetrainSettings> Impossible() => new()
    {
        { "epochs is 0: use at least 1.", new() { Epochs = 0 } },
        { "warmup_epochs is 7: use a number from 0 to epochs (6).", new() { Epochs = 6, WarmupEpochs = 7 } },
        { "label_smoothing is 1: use a number from 0 to less than 1.", new() { LabelSmoothing = 1 } },
        { "auxiliary_weight is -0.5: use 0 for no auxiliary classifier, or a number above.", new() { AuxiliaryWeight = -.5 } },
        { "drop_path is 1: use a probability from 0 to less than 1.", new() { DropPath = 1 } },
        { "minimum_learning_rate is 1: use a number from 0 to the learning rate (0.025).", new() { MinimumLearningRate = 1 } },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Impossible_settings_are_refused(string sentence, RetrainSettings settings) =>
        Assert.Equal(sentence, Assert.Throws<CdartsException>(() => RetrainCheck.Require(settings)).Message);

    [Fact]
    public void Presets_are_possible()
    {
        RetrainCheck.Require(RetrainSettings.Cream);
        RetrainCheck.Require(RetrainSettings.Nni);
        RetrainCheck.Require(RetrainSettings.Imagenet);
    }
}
