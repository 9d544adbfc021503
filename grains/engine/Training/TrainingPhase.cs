namespace Cdarts.Engine.Training;

/// <summary>The phases of a run: those of a search in the order in which a cycle passes through them, and that of a retraining.</summary>
public enum TrainingPhase
{
    /// <summary>Search network alone on the train half; alphas frozen. Once, before the first cycle.</summary>
    SearchWarmup = 0,

    /// <summary>No updates: the alphas give the topology of the next cycle.</summary>
    DeriveTopology = 1,

    /// <summary>Evaluation network alone, rebuilt for the topology of the cycle; alphas frozen.</summary>
    EvaluationWarmup = 2,

    /// <summary>Both networks together; alphas learn.</summary>
    Joint = 3,

    /// <summary>All is done.</summary>
    Completed = 4,

    /// <summary>The one phase of a retraining: a genotype's network from scratch.</summary>
    Retrain = 5,
}
