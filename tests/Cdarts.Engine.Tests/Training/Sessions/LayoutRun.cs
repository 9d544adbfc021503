using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>One generation of a run whose layout changes.</summary>
/// <param name="Number">Generation.</param>
/// <param name="SearchRanks">Ranks with the search network; null for all.</param>
/// <param name="EvaluationRanks">Ranks with the evaluation network; null for all.</param>
/// <param name="Source">Source of the state.</param>
/// <param name="EvaluationSource">Source of the evaluation network.</param>
/// <param name="StopAfter">Global step after which rank 0 asks for a stop, with a checkpoint; 0 for none.</param>
/// <param name="BreakAfter">Global step after which the group breaks; 0 for none.</param>
internal sealed record LayoutGeneration(
    long Number, int[]? SearchRanks, int[]? EvaluationRanks, int? Source = null, int? EvaluationSource = null, int StopAfter = 0, int BreakAfter = 0)
{
    /// <summary>Number, from 1, of the vote whose result does not reach rank 0, in which the group breaks; 0 for none.</summary>
    internal int LostVote { get; init; }

    /// <summary>Replicas in this generation, by rank; null for all. The others are lost, or not there yet.</summary>
    internal int[]? Members { get; init; }

    /// <summary>Whether replicas go back to their mirrors.</summary>
    internal bool Rewind { get; init; }

    /// <summary>Rank that has it.</summary>
    internal int? VoteSource { get; init; }
}

/// <summary>Plays the coordinator of replicas that live through generations of different layouts, each on a thread of its own, connected over TCP.</summary>
internal sealed class LayoutRun(string root, CdartsSettings settings, int replicas, params LayoutGeneration[] generations)
{
    private readonly Barrier _meeting = new(replicas);
    private readonly string[] _endpoints = new string[replicas];
    private readonly ManualResetEventSlim _got = new();
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>Roles in which the replicas ended the generations, by rank.</summary>
    internal List<ReplicaRole[]> Roles { get; } = [];

    /// <summary>Progress of rank 0.</summary>
    internal List<SessionProgress> Progress { get; } = [];

    /// <summary>Where replicas stood when they had joined a generation.</summary>
    internal ConcurrentBag<(long Generation, Cursor Next)> Joined { get; } = [];

    /// <summary>Where the replicas stood when a group broke, by replica.</summary>
    internal ResumePoint[] Stands { get; } = new ResumePoint[replicas];

    /// <summary>Runs all generations.</summary>
    internal LayoutRun Play()
    {
        Barrier[] breaks = [.. generations.Select(generation => new Barrier(generation.Members?.Length ?? replicas))];
        RankThreads.Each(replicas, replica =>
        {
            Action<SessionProgress>? onProgress = null;
            using ISearchSession session = new SearchSessionFactory(TimeProvider.System).Open(
                new SessionOptions(settings, Path.Combine(root, "run"), SessionRun.SpecHash), new SessionEvents { OnProgress = progress => onProgress?.Invoke(progress) });
            foreach ((int index, LayoutGeneration generation) in generations.Index())
            {
                int[] members = generation.Members ?? [.. Enumerable.Range(0, replicas)];
                int rank = Array.IndexOf(members, replica);
                if (rank < 0)
                {
                    _meeting.SignalAndWait();
                    _meeting.SignalAndWait();
                    _meeting.SignalAndWait();
                    continue;
                }

                using ICollectiveSeat seat = new TcpCollectives().Open("test", generation.Number);
                _endpoints[replica] = seat.Endpoint;
                _meeting.SignalAndWait();
                GroupSpec spec = new("test", generation.Number, rank, [.. members.Select(member => _endpoints[member])], _secret, generation.SearchRanks, generation.EvaluationRanks);
                using CollectiveGroups groups = seat.Form(spec, RankThreads.Safety);
                _meeting.SignalAndWait();
                onProgress = progress =>
                {
                    if (rank == 0)
                    {
                        Progress.Add(progress);
                    }

                    if (rank == 0 && progress.GlobalStep == generation.StopAfter)
                    {
                        session.RequestStop(checkpoint: true);
                    }

                    if (progress.GlobalStep == generation.BreakAfter)
                    {
                        // All have the step.
                        Assert.True(breaks[index].SignalAndWait(RankThreads.Safety));
                        groups.World.Abort("the test breaks the group");
                    }
                };
                if (generation.Rewind)
                {
                    // Newcomers have nothing to go back to.
                    session.Rewind();
                }

                session.Join(new SessionGroup(groups with { World = new LosesVote(groups.World, generation.LostVote, rank == 0, _got) }, generation.Number, generation.Source)
                {
                    Roles = ReplicaRoles.Of(spec),
                    EvaluationSource = generation.EvaluationSource,
                    VoteSource = generation.VoteSource,
                });
                Joined.Add((generation.Number, session.ResumePoint.Next));
                Drive(session, generation, replica);
                if (rank == 0)
                {
                    Roles.Add(new ReplicaRole[members.Length]);
                }

                _meeting.SignalAndWait();
                Roles[^1][rank] = session.ResumePoint.Role;
            }
        });
        return this;
    }

    private void Drive(ISearchSession session, LayoutGeneration generation, int replica)
    {
        try
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
                if (result.Status == PhaseStatus.Stopped)
                {
                    return;
                }

                (next, alphas, digest) = (result.Next, result.Alphas, result.AlphasDigest);
            }
        }
        catch (CollectiveException) when (generation.BreakAfter + generation.LostVote > 0)
        {
            Assert.True(session.IsWhole);
            Stands[replica] = session.ResumePoint;
        }
    }
}
