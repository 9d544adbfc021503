using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Export;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// What a session writes into its run folder beside checkpoints: metrics, TensorBoard events, topologies with pictures, results. Rank 0 of the group writes;
/// other ranks remember the newest lines, in case they take its place, and write nothing. A full disk costs lines and pictures, never the training.
/// </summary>
internal sealed class SessionFiles : IDisposable
{
    private const string PeakKey = "peak_memory_mib";

    private static readonly JsonSerializerOptions Layout = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },

        // A loss that is not finite is "NaN" or "Infinity".
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private const string OperationsFile = "operations.json";

    /// <summary>Rank 0 hands every line to the operating system at once: what can be missing is what was committed while it died.</summary>
    private const int LinesRemembered = 256;

    private readonly RunFolder _folder;
    private readonly TimeProvider _timeProvider;
    private readonly Action<string> _warn;
    private readonly Queue<MetricsLine> _recent = [];
    private MetricsLog? _metrics;
    private TensorBoardLog? _events;
    private bool _writes;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="folder">Folder.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="warn">Gets a sentence when something cannot be written.</param>
    internal SessionFiles(RunFolder folder, TimeProvider timeProvider, Action<string> warn) =>
        (_folder, _timeProvider, _warn) = (folder, timeProvider, warn);

    /// <summary>
    /// Takes a place in a group. Rank 0 cuts the folder back to where the run stands, and adds the lines of steps that were committed here but that the rank 0
    /// before could not write any more.
    /// </summary>
    /// <param name="place">Place.</param>
    /// <param name="committed">Committed steps.</param>
    /// <param name="topologies">Topologies of the cycles so far, oldest first.</param>
    internal void Enter(SessionPlace place, long committed, IReadOnlyList<Genotype> topologies)
    {
        Close();
        _writes = place.Rank == 0;
        MetricsLine[] recent = [.. _recent.Where(line => line.GlobalStep <= committed)];
        _recent.Clear();
        Array.ForEach(recent, _recent.Enqueue);
        if (_writes)
        {
            _metrics = MetricsLog.Open(_folder.MetricsFile, committed, _warn);
            CycleFolder.CutBack(_folder, topologies.Count);
            _events = TensorBoardLog.Open(_folder.EventsDirectory, place.Generation, committed + 1, _timeProvider, _warn);
            foreach (MetricsLine line in recent.Where(line => line.GlobalStep > _metrics.LastGlobalStep))
            {
                _metrics.Append(line);
            }

            foreach ((int cycle, Genotype topology) in topologies.Index())
            {
                if (!File.Exists(Path.Combine(_folder.CycleDirectory(cycle + 1), OperationsFile)))
                {
                    WriteTopology(cycle, topology);
                }
            }
        }
    }

    /// <summary>Appends a step's figures.</summary>
    internal void Append(MetricsLine line)
    {
        _recent.Enqueue(line);
        if (_recent.Count > LinesRemembered)
        {
            _recent.Dequeue();
        }

        _metrics?.Append(line);
        _events?.Append(line);
    }

    /// <summary>Makes the lines so far durable, before a checkpoint that stands behind them.</summary>
    internal void FlushMetrics() => _metrics?.Flush();

    /// <summary>cycles/NN of a cycle, NN from 01: genotype, pictures, and how often each kind of cell keeps each operation.</summary>
    internal void WriteTopology(int cycle, Genotype topology) => Tolerate(
        () =>
        {
            string directory = _folder.CycleDirectory(cycle + 1);
            GenotypeFiles.Write(directory, topology, $"cycle {cycle + 1}");
            DurableFile.WriteAllText(
                Path.Combine(directory, OperationsFile),
                Json(topology.ByKind.ToDictionary(
                    pair => pair.Kind.Name, pair => CellSummary.Of(pair.Kind, pair.Cell).OperationCounts.ToDictionary(count => count.Key, count => count.Value))));
        },
        $"the topology of cycle {cycle + 1}");

    internal void WriteHeldOut(int cycle, HeldOutFigures figures) => Tolerate(
        () => DurableFile.WriteAllText(HeldOutFile(cycle), Json(figures)), $"the held-out figures of cycle {cycle + 1}");

    /// <summary>Whether the figures of a cycle are there.</summary>
    internal bool HasHeldOut(int cycle) => File.Exists(HeldOutFile(cycle));

    /// <summary>Held-out figures into TensorBoard's events.</summary>
    internal void AppendHeldOut(long globalStep, HeldOutFigures figures) => _events?.AppendHeldOut(globalStep, figures);

    /// <summary>epochs.json: the figures after each epoch of a retraining.</summary>
    internal void WriteEpochs(IReadOnlyList<HeldOutFigures> epochs) => Tolerate(
        () => DurableFile.WriteAllText(_folder.EpochsFile, Json(epochs)), "the figures of the epochs");

    /// <summary>genotype.json and pictures in the run folder itself.</summary>
    /// <returns>Paths of the pictures, relative to the folder.</returns>
    internal IReadOnlyList<string> WritePictures(Genotype genotype, string caption)
    {
        IReadOnlyList<string> pictures = [];
        Tolerate(
            () => pictures = [.. GenotypeFiles.Write(_folder.Root, genotype, caption).Select(path => Path.GetRelativePath(_folder.Root, path))],
            "the pictures of the genotype");
        return pictures;
    }

    /// <summary>results.json, and memory.json with what differs when the run is repeated.</summary>
    internal void WriteResults(RunResult result)
    {
        Tolerate(() => DurableFile.WriteAllText(_folder.MemoryFile, Json(new Dictionary<string, IReadOnlyList<double>> { [PeakKey] = result.PeakMemoryMib ?? [] })), "memory.json");
        Tolerate(() => DurableFile.WriteAllText(_folder.ResultsFile, ResultsJson(result)), "results.json");
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Layout);

    /// <summary>The result with its genotypes as JSON, not as text in JSON.</summary>
    private static string ResultsJson(RunResult result)
    {
        JsonObject results = new()
        {
            ["genotype"] = JsonNode.Parse(result.GenotypeJson),
            ["evaluation_topology"] = result.EvaluationTopologyJson is { } topology ? JsonNode.Parse(topology) : null,
        };
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(result, Layout)!.AsObject().ToArray())
        {
            if (name != PeakKey && !name.EndsWith("_json", StringComparison.Ordinal))
            {
                results[name] = value?.DeepClone();
            }
        }

        return results.ToJsonString(Layout);
    }

    private string HeldOutFile(int cycle) => Path.Combine(_folder.CycleDirectory(cycle + 1), "held_out.json");

    private void Close()
    {
        _metrics?.Dispose();
        _events?.Dispose();
        (_metrics, _events) = (null, null);
    }

    private void Tolerate(Action write, string what)
    {
        if (!_writes)
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
