namespace Cdarts.Engine.Data;

/// <summary>What a draw of random numbers is for. The numbers are part of the resume contract: they go into every key and never change.</summary>
internal enum DataStream
{
    /// <summary>Train half, for the search network's weights.</summary>
    SearchTrain = 0,

    /// <summary>Validation half, for the alphas and the evaluation network in joint epochs.</summary>
    SearchValid = 1,

    /// <summary>The half that the evaluation warm-up learns from.</summary>
    EvaluationWarmup = 2,

    /// <summary>Fixed training batches from which batch-norm statistics are re-estimated.</summary>
    Statistics = 3,

    /// <summary>The split of the train list into two halves.</summary>
    Split = 4,

    /// <summary>The train list as a network that is retrained from scratch sees it.</summary>
    Retrain = 5,

    /// <summary>Drop path of a network that is retrained.</summary>
    DropPath = 6,

    /// <summary>The part of the train list that is used at all.</summary>
    Subset = 7,

    /// <summary>Train half, for search weight updates while the evaluation network is warmed up, where the run asks for them.</summary>
    SearchMeanwhile = 8,
}
