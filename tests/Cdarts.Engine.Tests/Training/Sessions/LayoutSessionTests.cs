using System.Runtime.InteropServices;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>A run whose layout changes on the way ends as one that was together on one device all the time.</summary>
public sealed class LayoutSessionTests(LayoutSessionTests.Undisturbed undisturbed) : IClassFixture<LayoutSessionTests.Undisturbed>
{
    private static readonly int[] First = [0], Second = [1];

    /// <summary>After steps of the search warm-up, of the evaluation warm-up, and of the joint phase.</summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(5, false)]
    [InlineData(8, true)]
    [InlineData(8, false)]
    public void A_checkpoint_of_replicas_apart_goes_on_on_one_device(int stopAfter, bool searchWrites)
    {
        string root = undisturbed.Begin($"apart-{stopAfter}-{searchWrites}");
        (int[] search, int[] evaluation) = searchWrites ? (First, Second) : (Second, First);
        LayoutRun apart = new LayoutRun(root, undisturbed.Settings(root), 2, new LayoutGeneration(1, search, evaluation, StopAfter: stopAfter)).Play();
        Assert.All(apart.Progress.Skip(1), progress => Assert.InRange(progress.SearchWait!.Value + progress.EvaluationWait!.Value, 1e-9, 2));
        Assert.Equal(
            apart.Progress.Select(progress => (progress.SearchWait, progress.EvaluationWait, progress.ExchangeSeconds)),
            MetricsReader.Read(new RunFolder(Path.Combine(root, "run")).MetricsFile).Select(line => (line.SearchWait, line.EvaluationWait, line.ExchangeSeconds)));
        Assert.All(apart.Progress, progress => Assert.Equal(progress.Committed.Phase == TrainingPhase.Joint, progress.ExchangeSeconds > 0));
        Assert.Equal(
            undisturbed.Names, undisturbed.NamesOf(UndisturbedRun.Last(root)));
        LayoutRun together = new LayoutRun(root, undisturbed.Settings(root), 1, new LayoutGeneration(2, null, null)).Play();
        Assert.All(together.Progress, progress => Assert.Equal((null, null, null), (progress.SearchWait, progress.EvaluationWait, progress.ExchangeSeconds)));
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void A_checkpoint_of_one_device_goes_on_with_replicas_apart()
    {
        string root = undisturbed.Begin("together");
        new LayoutRun(root, undisturbed.Settings(root), 1, new LayoutGeneration(1, null, null, StopAfter: 8)).Play();
        new LayoutRun(root, undisturbed.Settings(root), 3, new LayoutGeneration(2, Second, [0, 2])).Play();
        undisturbed.AssertSameEnd(root);
    }

    /// <summary>No checkpoint is read: every generation gets what its replicas lack from the memory of others.</summary>
    [Fact]
    public void Replicas_that_live_change_roles_in_memory()
    {
        string root = undisturbed.Begin("memory");
        LayoutRun run = new LayoutRun(
            root,
            undisturbed.Settings(root),
            2,
            new LayoutGeneration(1, First, Second, BreakAfter: 6),
            new LayoutGeneration(2, null, null, Source: 0, EvaluationSource: 1, BreakAfter: 9),
            new LayoutGeneration(3, Second, First, BreakAfter: 11),
            new LayoutGeneration(4, First, Second, Source: 1, EvaluationSource: 0)).Play();
        ReplicaRole[] apart = [ReplicaRole.Search, ReplicaRole.Evaluation], other = [ReplicaRole.Evaluation, ReplicaRole.Search];
        Assert.Equal([apart, [ReplicaRole.Together, ReplicaRole.Together], other, apart], run.Roles);
        undisturbed.AssertSameEnd(root);
    }

    /// <summary>Votes of the search warm-up, of the evaluation warm-up, of both updates of a joint step, and of the last step of a phase.</summary>
    [Theory]
    [InlineData(2, true)]
    [InlineData(5, true)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(8, false)]
    [InlineData(9, true)]
    [InlineData(14, true)]
    public void The_last_replica_of_a_network_that_misses_the_result_of_a_vote_completes_the_update(int vote, bool searchMisses)
    {
        string root = undisturbed.Begin($"vote-{vote}-{searchMisses}");
        (int[] search, int[] evaluation) = searchMisses ? (First, Second) : (Second, First);
        LayoutRun run = new LayoutRun(
            root,
            undisturbed.Settings(root),
            2,
            new LayoutGeneration(1, search, evaluation) { LostVote = vote },
            new LayoutGeneration(2, search, evaluation) { VoteSource = 1 }).Play();
        Assert.Equal(run.Stands[0].Next, run.Stands[0].Awaited);
        Assert.True(run.Stands[1].Next.CompareTo(run.Stands[0].Next) > 0);

        // Six steps of one vote, then steps of two.
        bool ofFirstUpdate = vote > 6 && vote % 2 == 1;
        undisturbed.AssertSameEnd(root, stepInTwo: ofFirstUpdate ? (vote + 7) / 2 : null);
    }

    public class Undisturbed : IDisposable
    {
        private readonly Checkpoints.TemporaryFolder _folder = new();
        private readonly string _root;
        private readonly CheckpointReadResult _last;

        private readonly Func<CdartsSettings, CdartsSettings> _change;

        public Undisturbed()
            : this(settings => settings)
        {
        }

        protected Undisturbed(Func<CdartsSettings, CdartsSettings> change)
        {
            _change = change;
            _root = Begin("whole");
            new LayoutRun(_root, Settings(_root), 1, new LayoutGeneration(1, null, null)).Play();
            _last = UndisturbedRun.Last(_root);
        }

        internal IEnumerable<string> Names => NamesOf(_last);

        internal string Begin(string name) => SessionPictures.NewRoot(_folder.In(name));

        /// <summary>No checkpoints but those at the ends of phases and at stops.</summary>
        internal CdartsSettings Settings(string root) => _change(SessionRun.Settings(SessionPictures.In(root)) with
        {
            SyncBatchNorm = true,
            Precision = Precision.Float64,
            AlphaOptimizer = new() { LearningRate = .01 },
            Checkpoint = new() { IntervalSeconds = 0, Keep = 3 },
        });

        internal IEnumerable<string> NamesOf(CheckpointReadResult checkpoint) =>
            checkpoint.Search.Select(block => block.Name).Append("|").Concat(checkpoint.Evaluation.Select(block => block.Name)).Append("|").Concat(checkpoint.Run.Select(block => block.Name));

        /// <summary>Every step once, topologies equal, losses and weights up to rounding. The line of a step that was made in two has the figures of its end.</summary>
        internal void AssertSameEnd(string root, long? stepInTwo = null)
        {
            MetricsLine[] expected = UndisturbedRun.Metrics(_root), found = UndisturbedRun.Metrics(root);
            Assert.Equal(expected.Select(line => line.GlobalStep), found.Select(line => line.GlobalStep));
            Assert.All(expected.Zip(found), pair =>
            {
                if (pair.First.GlobalStep != stepInTwo)
                {
                    Assert.Equal(pair.First.SearchLoss ?? 0, pair.Second.SearchLoss ?? 0, 1e-7);
                    Assert.Equal(pair.First.EvaluationLoss ?? 0, pair.Second.EvaluationLoss ?? 0, 1e-7);
                }

                Assert.Equal(pair.First.WeightLoss ?? 0, pair.Second.WeightLoss ?? 0, 1e-7);
            });
            foreach (string file in (string[])["cycles/01/genotype.json", "cycles/02/genotype.json", "genotype.json"])
            {
                Assert.Equal(File.ReadAllText(Path.Combine(_root, "run", file)), File.ReadAllText(Path.Combine(root, "run", file)));
            }

            CheckpointReadResult last = UndisturbedRun.Last(root);
            Assert.Equal(_last.Manifest.Cursor, last.Manifest.Cursor);
            Assert.Equal(NamesOf(_last), NamesOf(last));
            Assert.All(Blocks(_last).Zip(Blocks(last)), pair => Assert.True(Difference(pair.First, pair.Second) < 1e-6, pair.First.Name));
        }

        public void Dispose()
        {
            _folder.Dispose();
            GC.SuppressFinalize(this);
        }

        private static IEnumerable<TensorBlock> Blocks(CheckpointReadResult checkpoint) => checkpoint.Search.Concat(checkpoint.Evaluation).Concat(checkpoint.Run);

        private static double Difference(TensorBlock expected, TensorBlock found)
        {
            ReadOnlySpan<double> e = MemoryMarshal.Cast<byte, double>(expected.Data.Span);
            ReadOnlySpan<double> f = MemoryMarshal.Cast<byte, double>(found.Data.Span);
            double most = 0;
            for (int i = 0; i < e.Length; i++)
            {
                most = Math.Max(most, Math.Abs(e[i] - f[i]));
            }

            return most;
        }
    }
}
