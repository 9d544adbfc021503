using System.Security.Cryptography;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>
/// Plays the coordinator of a run of several replicas, each on a thread of its own, connected over TCP: when the group breaks, the replicas form the next
/// generation from what the survivors hold, those first.
/// </summary>
internal sealed class GroupRun(string root, CdartsSettings settings, int replicas)
{
    private readonly Barrier _meeting = new(replicas);
    private readonly ManualResetEventSlim _committed = new();
    private readonly ResumePoint[] _stands = new ResumePoint[replicas];
    private readonly string[] _endpoints = new string[replicas];
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>Replica that breaks the group after a step, and then dies.</summary>
    public int Victim { get; init; } = -1;

    /// <summary>Global step after which it does so.</summary>
    public int AfterStep { get; init; }

    /// <summary>Generations that were formed.</summary>
    public int Generations { get; private set; }

    /// <summary>The source of each generation's state, by generation.</summary>
    public List<int?> Sources { get; } = [];

    /// <summary>Runs it to its end.</summary>
    public void Play() => RankThreads.Each(replicas, PlayReplica);

    private void PlayReplica(int replica)
    {
        ISearchSession? session = null;
        bool died = false;
        try
        {
            for (long generation = 1; ; generation++)
            {
                ICollective? world = null;
                SessionEvents events = new()
                {
                    OnProgress = progress =>
                    {
                        if (replica != Victim && progress.GlobalStep == AfterStep)
                        {
                            _committed.Set();
                        }
                        else if (replica == Victim && !died && progress.GlobalStep == AfterStep)
                        {
                            // Not before the survivor has the step too: redone in part, its line would have the figures of that part alone.
                            Assert.True(_committed.Wait(RankThreads.Safety));
                            died = true;
                            world!.Abort("the test breaks the group");
                        }
                    },
                };
                session ??= new SearchSessionFactory(TimeProvider.System).Open(
                    new SessionOptions(settings, Path.Combine(root, "run"), SessionRun.SpecHash), new Relay(() => events));
                using ICollectiveSeat seat = new TcpCollectives().Open("test", generation);
                (_stands[replica], _endpoints[replica]) = (session.ResumePoint, seat.Endpoint);
                _meeting.SignalAndWait();
                (int[] ranks, int? source) = Agree();
                GroupSpec spec = new("test", generation, Array.IndexOf(ranks, replica), [.. ranks.Select(one => _endpoints[one])], _secret);
                using CollectiveGroups groups = seat.Form(spec, RankThreads.Safety);
                world = groups.World;
                _meeting.SignalAndWait(); // both have read the stands
                if (replica == 0)
                {
                    Generations++;
                    Sources.Add(source);
                }

                try
                {
                    session.Join(new SessionGroup(groups, generation, source));
                    Drive(session);
                    _meeting.SignalAndWait();
                    return;
                }
                catch (CollectiveException)
                {
                    if (died && replica == Victim && generation == 1)
                    {
                        session.Dispose();
                        session = null;
                    }
                }
            }
        }
        finally
        {
            session?.Dispose();
        }
    }

    private (int[] Ranks, int? Source) Agree()
    {
        ResumePoint best = _stands.MaxBy(stand => (stand.Lineage, stand.Next))!;
        bool Holds(int replica) => _stands[replica].Lineage == best.Lineage && _stands[replica].Next == best.Next;
        int[] ranks = [.. Enumerable.Range(0, replicas).OrderBy(replica => Holds(replica) ? 0 : 1).ThenBy(replica => replica)];
        return (ranks, ranks.All(Holds) ? null : 0);
    }

    private void Drive(ISearchSession session)
    {
        ResumePoint at = session.ResumePoint;
        (Cursor next, double[] alphas, string digest, string? topology) = (at.Next, at.Alphas, at.AlphasDigest, at.TopologyJson);
        while (true)
        {
            if (next.Phase == TrainingPhase.DeriveTopology)
            {
                topology = GenotypeJson.Write(TopologyDerivation.Derive(alphas));
                if (next.Cycle == settings.Schedule.Cycles)
                {
                    session.Complete(topology);
                    return;
                }
            }

            TrainingPhase phase = next.Phase == TrainingPhase.DeriveTopology ? TrainingPhase.EvaluationWarmup : next.Phase;
            PhaseResult result = session.RunPhase(new PhaseCommand(phase, next.Cycle, topology, digest));
            (next, alphas, digest) = (result.Next, result.Alphas, result.AlphasDigest);
        }
    }

    /// <summary>A session outlives the events of one generation.</summary>
    private sealed class Relay(Func<ISessionEvents> target) : ISessionEvents
    {
        public void Progress(SessionProgress progress) => target().Progress(progress);

        public void Measured(int epoch, HeldOutFigures figures) => target().Measured(epoch, figures);

        public void Checkpointed(CheckpointNotice notice) => target().Checkpointed(notice);

        public void Warning(string message) => target().Warning(message);
    }
}
