namespace Cdarts.Chaos.Histories;

/// <summary>
/// Every update that counts saw its whole batch once, divided among the ranks; no sample is in two batches of an epoch; and an attempt that broke read nothing
/// but samples of the same batch.
/// </summary>
internal sealed class SampleCheck
{
    private readonly RunHistory _history;
    private readonly Dictionary<Batch, List<AuditLine>> _reads;
    private readonly Dictionary<Batch, string> _updates = [];
    private readonly Dictionary<Batch, HashSet<int>> _batches = [];
    private readonly Dictionary<(string Stream, long Epoch, int Sample), int> _steps = [];
    private readonly List<string> _violations = [];

    private SampleCheck(RunHistory history)
    {
        _history = history;
        _reads = history.Lines.Where(line => line.Kind == "read").GroupBy(Batch.Of).ToDictionary(lines => lines.Key, lines => lines.ToList());
    }

    public static IReadOnlyList<string> Of(RunHistory history)
    {
        SampleCheck check = new(history);
        check.Run();
        return check._violations;
    }

    private void Run()
    {
        HashSet<(string Update, long Generation)> good = [.. _history.GoodCommits.Select(pair => (pair.Key, pair.Value[0].Generation))];
        Dictionary<string, Batch> seen = [];
        foreach (IGrouping<string, AuditLine> process in _history.Lines.GroupBy(line => line.Process))
        {
            Dictionary<string, AuditLine> last = [];
            foreach (AuditLine line in process)
            {
                if (line.Kind == "read")
                {
                    last[line.Stream] = line;
                }
                else if (line.Kind == "committed" && good.Contains((line.Update, line.Generation)))
                {
                    Commit(line, last.GetValueOrDefault(UpdateName.Parse(line.Update).Stream), seen);
                }
            }
        }

        foreach ((Batch batch, List<AuditLine> reads) in _reads.Where(pair => _batches.ContainsKey(pair.Key)))
        {
            foreach (AuditLine read in reads.Where(read => !read.Samples.All(_batches[batch].Contains)))
            {
                _violations.Add($"Samples: rank {read.Rank} of generation {read.Generation} read samples for {batch} that are not of that batch.");
            }
        }
    }

    private void Commit(AuditLine commit, AuditLine? read, Dictionary<string, Batch> seen)
    {
        if (read is null || read.Generation != commit.Generation || read.Step != UpdateName.Parse(commit.Update).Step - 1)
        {
            _violations.Add($"Samples: process {commit.Process} committed {commit.Update} in generation {commit.Generation} without having read its samples.");
            return;
        }

        Batch batch = Batch.Of(read);
        if (!seen.TryAdd(commit.Update, batch))
        {
            if (seen[commit.Update] != batch)
            {
                _violations.Add($"Samples: the ranks read {batch} and {seen[commit.Update]} for {commit.Update}.");
            }

            return;
        }

        if (!_updates.TryAdd(batch, commit.Update))
        {
            _violations.Add($"Samples: {batch} was learned from in {_updates[batch]} and again in {commit.Update}.");
        }

        Whole(commit, batch, read.WorldSize);
    }

    private void Whole(AuditLine commit, Batch batch, int worldSize)
    {
        HashSet<int> samples = [];
        for (int rank = 0; rank < worldSize; rank++)
        {
            AuditLine? read = _reads[batch].LastOrDefault(line => line.Generation == commit.Generation && line.Rank == rank);
            if (read is null)
            {
                _violations.Add($"Samples: nothing tells what rank {rank} of {worldSize} read for {commit.Update} in generation {commit.Generation}.");
                return;
            }

            foreach (int sample in read.Samples.Where(sample => !samples.Add(sample)))
            {
                _violations.Add($"Samples: sample {sample} was read twice for {commit.Update} in generation {commit.Generation}.");
            }
        }

        if (samples.Count != _history.GlobalBatch)
        {
            _violations.Add($"Samples: {commit.Update} was learned from {samples.Count} samples instead of {_history.GlobalBatch}.");
        }

        _batches[batch] = samples;
        foreach (int sample in samples.Where(sample => !_steps.TryAdd((batch.Stream, batch.Epoch, sample), batch.Step)))
        {
            _violations.Add($"Samples: sample {sample} is in steps {_steps[(batch.Stream, batch.Epoch, sample)] + 1} and {batch.Step + 1} of epoch {batch.Epoch + 1} of {batch.Stream}.");
        }
    }

    private readonly record struct Batch(string Stream, long Epoch, int Step)
    {
        public static Batch Of(AuditLine read) => new(read.Stream, read.Epoch, read.Step);

        public override string ToString() => $"{Stream} epoch {Epoch + 1} step {Step + 1}";
    }
}
