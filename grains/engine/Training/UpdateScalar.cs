namespace Cdarts.Engine.Training;

/// <summary>Scalars that ride behind the gradients; the number is the place in the tail.</summary>
internal enum UpdateScalar
{
    SearchLoss = 0,
    EvaluationLoss = 1,
    InteractiveLoss = 2,
    RegulariserLoss = 3,
    WeightLoss = 4,
    SearchCorrect = 5,
    EvaluationCorrect = 6,
    Count = 7,
    Stop = 8,
    RetrainLoss = 9,
    AuxiliaryLoss = 10,
    RetrainCorrect = 11,
    AlphaEntropy = 12,
    Checkpoint = 13,
}

/// <summary>Words for messages.</summary>
internal static class UpdateScalars
{
    internal static string Describe(UpdateScalar scalar) => scalar switch
    {
        UpdateScalar.SearchLoss => "search loss",
        UpdateScalar.EvaluationLoss => "evaluation loss",
        UpdateScalar.InteractiveLoss => "interactive loss",
        UpdateScalar.RegulariserLoss => "regulariser",
        UpdateScalar.WeightLoss => "search loss on the training batch",
        UpdateScalar.RetrainLoss => "training loss",
        UpdateScalar.AuxiliaryLoss => "auxiliary classifier's loss",
        UpdateScalar.AlphaEntropy => "entropy of the alphas",
        _ => scalar.ToString(),
    };
}
