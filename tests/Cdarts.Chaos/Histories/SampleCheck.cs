namespace Cdarts.Chaos.Histories;

/// <summary>
/// Every update that counts saw its whole batch once, divided among the ranks, or once for each network where those are on different replicas; no sample is in two
/// batches of an epoch; and an attempt that broke read nothing but samples of the same batch.
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
            string? role = null;
            foreach (AuditLine line in process)
            {
                if (line.Kind == "joined")
                {
                    role = line.Role;
                }
                else if (line.Kind == "read")
                {
                    last[line.Stream] = line;
                }
                else if (line.Kind == "committed" && good.Contains((line.Update, line.Generation)) && Reads(role, UpdateName.Parse(line.Update).Stream))
                {
                    Commit(line, last.GetValueOrDefault(UpdateName.Parse(line.Update).Stream), seen);
                }
            }
        }

        foreach (string unread in good.Select(pair => pair.Update).Where(update => !seen.ContainsKey(update)))
        {
            _violations.Add($"Samples: nobody has read samples for {unread}.");
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

        // Where the networks are on different replicas and both learn from the batch, each side reads all of it.
        AuditLine[] reads = [.. _reads[batch].Where(line => line.Generation == commit.Generation)];
        foreach (IGrouping<string?, AuditLine> side in reads.GroupBy(line => line.Role))
        {
            Whole(commit, batch, [.. side.GroupBy(line => line.Rank).Select(lines => lines.Last())]);
        }
    }

    /// <summary>Whether a replica takes part with samples in updates that learn from a stream.</summary>
    private static bool Reads(string? role, string stream) => stream switch
    {
        "SearchTrain" => role is null or "Search",
        "EvaluationWarmup" => role is null or "Evaluation",
        _ => true,
    };

    private void Whole(AuditLine commit, Batch batch, IReadOnlyList<AuditLine> reads)
    {
        int readers = reads[0].Readers ?? reads[0].WorldSize;
        if (reads.Count != readers)
        {
            string ranks = string.Join(", ", reads.Select(read => read.Rank).Order());
            _violations.Add($"Samples: of {readers} replicas only those of rank {ranks} tell what they read for {commit.Update} in generation {commit.Generation}.");
            return;
        }

        HashSet<int> samples = [];
        foreach (int sample in reads.SelectMany(read => read.Samples).Where(sample => !samples.Add(sample)))
        {
            _violations.Add($"Samples: sample {sample} was read twice for {commit.Update} in generation {commit.Generation}.");
        }

        if (samples.Count != _history.GlobalBatch)
        {
            _violations.Add($"Samples: {commit.Update} was learned from {samples.Count} samples instead of {_history.GlobalBatch}.");
        }

        if (_batches.TryGetValue(batch, out HashSet<int>? others))
        {
            if (!others.SetEquals(samples))
            {
                _violations.Add($"Samples: the two networks learned from different samples in {commit.Update}.");
            }

            return;
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
