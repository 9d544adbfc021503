using System.Text.Json;

namespace Cdarts.Chaos.Histories;

/// <summary>
/// The history of a run that has ended, read from its folder: what every process read, committed and held, the metrics and the checkpoints. Whatever happened
/// to machines meanwhile, it must be the history of one run that nothing was lost from and nothing was done twice in.
/// </summary>
public sealed class RunHistory
{
    private RunHistory(int globalBatch, IReadOnlyList<AuditLine> lines, IReadOnlyList<MetricsRecord> metrics, IReadOnlyList<CheckpointRecord> checkpoints) =>
        (GlobalBatch, Lines, Metrics, Checkpoints) = (globalBatch, lines, metrics, checkpoints);

    /// <summary>Samples of an update over all replicas.</summary>
    public int GlobalBatch { get; }

    /// <summary>What the processes wrote, those of one process in their order.</summary>
    public IReadOnlyList<AuditLine> Lines { get; }

    /// <summary>Metrics.</summary>
    public IReadOnlyList<MetricsRecord> Metrics { get; }

    /// <summary>Checkpoints in the order of their names.</summary>
    public IReadOnlyList<CheckpointRecord> Checkpoints { get; }

    /// <summary>For every update the commits of the last generation that committed it: those that count.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<AuditLine>> GoodCommits => Lines
        .Where(line => line.Kind == "committed")
        .GroupBy(line => line.Update)
        .ToDictionary(commits => commits.Key, commits => (IReadOnlyList<AuditLine>)[.. commits.GroupBy(commit => commit.Generation).MaxBy(one => one.Key)!]);

    /// <summary>Reads the folder of a run.</summary>
    public static RunHistory Read(string runFolder)
    {
        using JsonDocument run = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(runFolder, "run.json")));
        int batch = run.RootElement.GetProperty("spec").GetProperty("data").GetProperty("batch_size").GetInt32();
        return new(batch, new AuditTrail(runFolder).Refresh().Lines, MetricsRecord.Read(runFolder), CheckpointRecord.Read(runFolder));
    }

    /// <summary>What is wrong with the history, one sentence each.</summary>
    public IReadOnlyList<string> Violations() =>
    [
        .. MetricsCheck.Of(this), .. CommitCheck.Of(this), .. GenerationCheck.Of(this), .. SampleCheck.Of(this), .. StateCheck.Of(this), .. CheckpointCheck.Of(this),
    ];

    /// <summary>Requires that nothing is wrong.</summary>
    /// <exception cref="InvalidOperationException">Something is; the message has the sentences.</exception>
    public void Require()
    {
        IReadOnlyList<string> violations = Violations();
        if (violations.Count > 0)
        {
            throw new InvalidOperationException($"The history of the run has {violations.Count} violations:\n{string.Join('\n', violations.Take(20))}");
        }
    }
}
