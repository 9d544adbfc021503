using System.Text.Json;
using System.Text.Json.Nodes;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Export;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// What a session writes into its run folder beside checkpoints: metrics, TensorBoard events, topologies with pictures, results. Rank 0 writes;
/// on other ranks every call does nothing. A full disk costs lines and pictures, never the training.
/// </summary>
internal sealed class SessionFiles : IDisposable
{
    private static readonly JsonSerializerOptions Layout = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private readonly RunFolder _folder;
    private readonly SessionOptions _options;
    private readonly SessionShape _shape;
    private readonly Action<string> _warn;
    private readonly MetricsLog? _metrics;
    private readonly TensorBoardLog? _events;

    /// <summary>Cuts the folder back to the trainer's cursor and opens its logs.</summary>
    internal SessionFiles(
        RunFolder folder, SessionOptions options, SessionShape shape, CdartsTrainer trainer, TimeProvider timeProvider, Action<string> warn)
    {
        (_folder, _options, _shape, _warn) = (folder, options, shape, warn);
        if (options.Rank == 0)
        {
            long committed = trainer.Schedule.GlobalStep(trainer.Next);
            _metrics = MetricsLog.Open(folder.MetricsFile, committed, warn);
            CycleFolder.CutBack(folder, trainer.History.Count);
            _events = TensorBoardLog.Open(folder.EventsDirectory, options.Generation, committed + 1, timeProvider, warn);
        }
    }

    internal void WriteStep(SessionProgress progress, StepFigures figures, StepPlan plan)
    {
        if (_metrics is null)
        {
            return;
        }

        bool joint = progress.Committed.Phase == TrainingPhase.Joint;
        MetricsLine line = MetricsLine.Of(progress, _options.Generation) with
        {
            WeightLoss = figures.WeightLoss,
            SearchGradientNorm = figures.SearchGradientNorm,
            EvaluationGradientNorm = figures.EvaluationGradientNorm,
            SearchLearningRate = figures.SearchGradientNorm is null ? null : plan.SearchLearningRate,
            EvaluationLearningRate = figures.EvaluationGradientNorm is null ? null : plan.EvaluationLearningRate,
            AlphaLearningRate = joint ? _options.Settings.AlphaOptimizer.LearningRate : null,
            Lambda = joint ? plan.RegulariserWeight : null,
            PeakMemoryMib = PeakMemory.Mebibytes(),
        };
        _metrics.Append(line);
        _events?.Append(line);
    }

    /// <summary>Makes the lines so far durable, before a checkpoint that stands behind them.</summary>
    internal void FlushMetrics() => _metrics?.Flush();

    /// <summary>cycles/NN of a cycle, NN from 01.</summary>
    internal void WriteTopology(int cycle, Genotype topology) => Tolerate(
        () => GenotypeFiles.Write(_folder.CycleDirectory(cycle + 1), topology, $"cycle {cycle + 1}"), $"the topology of cycle {cycle + 1}");

    internal void WriteHeldOut(int cycle, HeldOutFigures figures) => Tolerate(
        () => DurableFile.WriteAllText(Path.Combine(_folder.CycleDirectory(cycle + 1), "held_out.json"), Json(figures)),
        $"the held-out figures of cycle {cycle + 1}");

    /// <summary>genotype.json, pictures and results.json in the run folder itself.</summary>
    internal RunResult WriteResults(Genotype genotype, HeldOutFigures heldOut, string evaluationTopologyJson)
    {
        NetworkCost cost = NetworkCost.Evaluation(_options.Settings.Network, genotype, _shape.Classes, _shape.ImageSize);
        Dictionary<string, int> counts = genotype.Normal.Nodes.Concat(genotype.Reduction.Nodes).SelectMany(node => node)
            .GroupBy(edge => edge.Operation).OrderBy(group => group.Key).ToDictionary(group => Primitives.Names[group.Key], group => group.Count());
        IReadOnlyList<string> pictures = [];
        Tolerate(
            () => pictures = [.. GenotypeFiles.Write(_folder.Root, genotype, "final").Select(path => Path.GetRelativePath(_folder.Root, path))],
            "the pictures of the genotype");
        RunResult result = new(
            GenotypeJson.Write(genotype), heldOut, evaluationTopologyJson, cost.Parameters, cost.MultiplyAdds, counts, pictures);
        Tolerate(() => DurableFile.WriteAllText(_folder.ResultsFile, ResultsJson(result)), "results.json");
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics?.Dispose();
        _events?.Dispose();
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Layout);

    /// <summary>The result with its genotypes as JSON, not as text in JSON.</summary>
    private static string ResultsJson(RunResult result)
    {
        JsonObject results = new()
        {
            ["genotype"] = JsonNode.Parse(result.GenotypeJson),
            ["evaluation_topology"] = JsonNode.Parse(result.EvaluationTopologyJson),
        };
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(result, Layout)!.AsObject().ToArray())
        {
            if (!name.EndsWith("_json", StringComparison.Ordinal))
            {
                results[name] = value?.DeepClone();
            }
        }

        return results.ToJsonString(Layout);
    }

    private void Tolerate(Action write, string what)
    {
        if (_options.Rank != 0)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CdartsException)
        {
            _warn($"{char.ToUpperInvariant(what[0])}{what[1..]} could not be written to {_folder.Root}: {problem.Message.TrimEnd('.')}. The training goes on.");
        }
    }
}
