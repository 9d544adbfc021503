using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Settings;

namespace Cdarts.Grains.Replicas;

/// <summary>The session's records as they cross process borders, and back.</summary>
internal static class SessionMapping
{
    public static ReplicaResume ToContract(this ResumePoint point, string space)
    {
        DerivedTopology[] history = [.. point.History.Select(t => new DerivedTopology(t.Cycle, t.GenotypeJson, t.AlphasDigest))];
        return new(
            point.Next.ToContract(), new(point.Alphas, point.AlphasDigest, space), InUse(point, history), history, point.CheckpointName, point.Generation, point.Warnings,
            point.Lineage, point.Data, RunSpecMapping.Same<ReplicaRole>(point.Role), point.Awaited?.ToContract(), point.Mirror?.ToContract());
    }

    public static PhaseCommand ToCommand(this PhaseOrder order) =>
        new(Enum.Parse<TrainingPhase>(order.Phase), order.Cycle, order.Topology?.GenotypeJson, order.Topology?.AlphasDigest);

    public static HeldOutRecord ToContract(this HeldOutFigures figures) => new(figures.Accuracy, figures.Loss, figures.Pictures, figures.Top5Accuracy);

    public static RunOutcome ToContract(this RunResult result) => new(
        result.GenotypeJson,
        result.HeldOut?.ToContract(),
        result.EvaluationTopologyJson,
        result.Parameters,
        result.MultiplyAdds,
        result.OperationCounts,
        result.PictureFiles,
        result.Retrain is { } retrain ? new(retrain.BestEpoch, SnakeCase.Of(retrain.ChosenBy.ToString()), retrain.Validation?.ToContract()) : null,
        result.PeakMemoryMib);

    public static RunProgress ToContract(this SessionProgress p) => new(
        p.Committed.ToContract(), p.Cycles, p.Epochs, p.Steps, p.GlobalStep, p.TotalSteps, p.SearchLoss, p.EvaluationLoss, p.InteractiveLoss,
        p.RegulariserLoss, p.SearchAccuracy, p.EvaluationAccuracy, p.ImagesPerSecond, p.DataWait, p.SearchWait,
        p.EvaluationWait, p.ExchangeSeconds);

    private static DerivedTopology? InUse(ResumePoint point, DerivedTopology[] history)
    {
        if (point.TopologyJson is not { } json)
        {
            return null;
        }

        // Two cycles may give the same genotype: the last record before the next cycle is the one in use.
        return history.LastOrDefault(t => t.GenotypeJson == json && t.Cycle <= point.Next.Cycle) ?? new(point.Next.Cycle, json, "");
    }
}
