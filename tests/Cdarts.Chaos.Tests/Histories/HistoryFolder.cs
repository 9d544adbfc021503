using System.Security.Cryptography;
using System.Text.Json;
using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Tests.Histories;

/// <summary>
/// The folder of a run of two replicas with batches of four: two steps of search warm-up in generation 1, a joint step in generation 2 with the ranks changed,
/// and a checkpoint. A test damages it.
/// </summary>
internal sealed class HistoryFolder : IDisposable
{
    private const string Warmup1 = "cycle 1 SearchWarmup epoch 1 step 1", Warmup2 = "cycle 1 SearchWarmup epoch 1 step 2";
    private const string Joint1 = "cycle 1 Joint epoch 1 step 1", Joint2 = "cycle 1 Joint epoch 1 step 1 update 2";

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ScratchFolder _folder = new();
    private readonly Dictionary<string, List<object>> _audit = new() { ["a-1"] = [], ["b-2"] = [] };
    private readonly List<object> _metrics = [];
    private int _clock;

    public HistoryFolder()
    {
        Join(1, Warmup1);
        Step(1, Warmup1, 0, ("SearchTrain", 0, 0, [1, 2, 3, 4]));

        // Rank 1 has read and died before it could commit; the step is done again.
        Read("a-1", 1, 0, ("SearchTrain", 0, 1, [5, 6, 7, 8]));
        Commit("a-1", 1, 0, Warmup2, 1);
        Join(2, Warmup2);
        Step(2, Warmup2, 1, ("SearchTrain", 0, 1, [5, 6, 7, 8]));
        State(2, Joint1, "d1", "d1");
        Read(2, ("SearchValid", 0, 0, [21, 22, 23, 24]));
        Read(2, ("SearchTrain", 1, 0, [3, 1, 4, 2]));
        Commit(2, Joint1, 2);
        Commit(2, Joint2, 3);
        Metric(1, 1);
        Metric(2, 2);
        Metric(2, 3);
        Checkpoint("g000002-u000000002", 2, 2, step: 0);
    }

    public string Path => _folder.Path;

    /// <summary>Lines of an account, to be changed.</summary>
    public List<object> Account(string process) => _audit.TryGetValue(process, out List<object>? lines) ? lines : _audit[process] = [];

    public List<object> Metrics => _metrics;

    public string CheckpointFile(string file) => System.IO.Path.Combine(Path, "checkpoints", "g000002-u000000002", file);

    /// <summary>Writes the files and checks them.</summary>
    public IReadOnlyList<string> Violations()
    {
        File.WriteAllText(_folder.In("run.json"), """{"spec":{"data":{"batch_size":4}}}""");
        Directory.CreateDirectory(_folder.In("audit"));
        foreach ((string process, List<object> lines) in _audit)
        {
            File.WriteAllLines(System.IO.Path.Combine(Path, "audit", process + ".jsonl"), lines.Select(line => JsonSerializer.Serialize(line)));
        }

        File.WriteAllLines(_folder.In("metrics.jsonl"), _metrics.Select(line => JsonSerializer.Serialize(line)));
        return RunHistory.Read(Path).Violations();
    }

    public object ReadLine(long generation, int rank, (string Stream, long Epoch, int Step, int[] Batch) read) => new
    {
        kind = "read", at = Now(), generation, rank, world_size = 2, stream = read.Stream, epoch = read.Epoch, step = read.Step,
        samples = read.Batch[(2 * rank)..(2 * (rank + 1))],
    };

    public object CommitLine(long generation, int rank, string update, long number) =>
        new { kind = "committed", at = Now(), generation, rank, update, global_update = number };

    public object StateLine(long generation, int rank, string next, string digest) => new { kind = "state", at = Now(), generation, rank, next, digest };

    public void Checkpoint(string name, long generation, long update, int step)
    {
        string folder = System.IO.Path.Combine(Path, "checkpoints", name);
        Directory.CreateDirectory(folder);
        byte[] weights = [1, 2, 3];
        File.WriteAllBytes(System.IO.Path.Combine(folder, "search.safetensors"), weights);
        object manifest = new
        {
            generation,
            cursor = new { cycle = 0, phase = "Joint", epoch = 0, step, update = 0 },
            global_update = update,
            files = new[] { new { name = "search.safetensors", sha256 = Convert.ToHexStringLower(SHA256.HashData(weights)) } },
        };
        File.WriteAllText(System.IO.Path.Combine(folder, "manifest.json"), JsonSerializer.Serialize(manifest));
    }

    public void Dispose() => _folder.Dispose();

    private void Join(long generation, string next)
    {
        Account("a-1").Add(new { kind = "joined", at = Now(), generation, rank = Rank("a-1", generation), world_size = 2, next });
        Account("b-2").Add(new { kind = "joined", at = Now(), generation, rank = Rank("b-2", generation), world_size = 2, next });
    }

    private void Step(long generation, string update, long number, (string Stream, long Epoch, int Step, int[] Batch) read)
    {
        Read(generation, read);
        Commit(generation, update, number);
    }

    private void Read(long generation, (string Stream, long Epoch, int Step, int[] Batch) read)
    {
        Read("a-1", generation, Rank("a-1", generation), read);
        Read("b-2", generation, Rank("b-2", generation), read);
    }

    private void Read(string process, long generation, int rank, (string Stream, long Epoch, int Step, int[] Batch) read) =>
        Account(process).Add(ReadLine(generation, rank, read));

    private void Commit(long generation, string update, long number)
    {
        Commit("a-1", generation, Rank("a-1", generation), update, number);
        Commit("b-2", generation, Rank("b-2", generation), update, number);
    }

    private void Commit(string process, long generation, int rank, string update, long number) => Account(process).Add(CommitLine(generation, rank, update, number));

    private void State(long generation, string next, string ofA, string ofB)
    {
        Account("a-1").Add(StateLine(generation, Rank("a-1", generation), next, ofA));
        Account("b-2").Add(StateLine(generation, Rank("b-2", generation), next, ofB));
    }

    private void Metric(long generation, long step) => _metrics.Add(new { generation, global_step = step, step_seconds = 0.1 });

    private DateTimeOffset Now() => Begin.AddSeconds(_clock++);

    private static int Rank(string process, long generation) => (process == "a-1") == (generation == 1) ? 0 : 1;
}
