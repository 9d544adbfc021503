namespace Cdarts.Engine.Training;

/// <summary>The phases of a CDARTS run, in the order in which a cycle passes through them.</summary>
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

    /// <summary>All cycles are done.</summary>
    Completed = 4,
}
