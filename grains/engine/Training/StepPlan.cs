namespace Cdarts.Engine.Training;

/// <summary>What a step is told from outside.</summary>
/// <param name="Cursor">The step's first update.</param>
/// <param name="SearchLearningRate">Learning rate of the search group.</param>
/// <param name="EvaluationLearningRate">Learning rate of the evaluation group.</param>
/// <param name="RegulariserWeight">λ.</param>
/// <param name="GlobalBatch">Pictures per update over all replicas.</param>
/// <param name="Stop">Whether this replica wants to stop after the step.</param>
/// <param name="Checkpoint">Whether this replica, rank 0, takes a checkpoint after the step.</param>
internal sealed record StepPlan(
    Cursor Cursor, double SearchLearningRate, double EvaluationLearningRate, double RegulariserWeight, int GlobalBatch, bool Stop, bool Checkpoint = false);
