namespace Cdarts.Engine.Training.Retraining;

/// <summary>Which epoch's network is the result of a retraining.</summary>
public enum BestEpoch
{
    /// <summary>
    /// The one with the best top-1 accuracy on a part of the train list, drawn by class and seed, that it does not learn from; of equals the first. Default.
    /// </summary>
    Validation = 0,

    /// <summary>The last one.</summary>
    Last = 1,

    /// <summary>The one with the best top-1 accuracy on the test set: the originals' habit, which flatters.</summary>
    TestAsPublished = 2,
}
