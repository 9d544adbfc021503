namespace Cdarts.Engine.Training.Layouts;

/// <summary>Scalars that ride behind those of an update while the networks are on different replicas; the number is the place.</summary>
internal enum SideScalar
{
    /// <summary>Norm of the gradient of what the search side alone holds, from its rank 0.</summary>
    SearchNorm = 0,

    /// <summary>The same of the evaluation side.</summary>
    EvaluationNorm = 1,

    /// <summary>Seconds in calls with the other side, as a mean over the search replicas.</summary>
    SearchWait = 2,

    /// <summary>The same over the evaluation replicas.</summary>
    EvaluationWait = 3,

    /// <summary>Seconds of an exchange of logits, added up over the replicas that have measured one.</summary>
    Exchange = 4,

    /// <summary>How many have.</summary>
    Exchanges = 5,
}
