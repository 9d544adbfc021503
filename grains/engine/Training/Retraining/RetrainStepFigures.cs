namespace Cdarts.Engine.Training.Retraining;

/// <summary>What a committed step measured, over the global batch.</summary>
/// <param name="Loss">Cross-entropy that was trained on, with label smoothing and mixup where they are on.</param>
/// <param name="AuxiliaryLoss">The auxiliary classifier's, before its weight; null where it does not run.</param>
/// <param name="Accuracy">Top-1 on the augmented pictures; a mixed picture counts by its own label.</param>
/// <param name="GradientNorm">Norm of the gradient before clipping.</param>
/// <param name="StopRequested">Whether a replica asked to stop after this step.</param>
/// <param name="CheckpointDue">Whether rank 0 takes a checkpoint after this step.</param>
public sealed record RetrainStepFigures(
    double Loss, double? AuxiliaryLoss, double Accuracy, double GradientNorm, bool StopRequested, bool CheckpointDue = false);
