using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Plays the coordinator of a run of one replica: opens a session and drives it from where it stands to the end, or to a stop.</summary>
internal static class SessionRun
{
    internal const string SpecHash = "spec";

    /// <summary>16 steps: 2 x 2 of search warm-up, then twice 1 x 2 of evaluation warm-up and 2 x 2 of joint; a checkpoint after each step.</summary>
    internal static CdartsSettings Settings(string pictures) => TinyRun.Settings with
    {
        Precision = Precision.Float32,
        Data = TinyRun.Settings.Data with { Name = "idx", Path = pictures },
        Schedule = TinyRun.Settings.Schedule with { SearchWarmupEpochs = 2, JointEpochs = 2 },
        Checkpoint = new() { IntervalSeconds = 0, IntervalSteps = 1, Keep = 3 },
    };

    /// <summary>In a child process; the argument is the folder that holds <c>pictures</c> and <c>run</c>.</summary>
    internal static void InAChild(string root) => Play(root);

    /// <summary>Opens the run in <c>run</c> under <paramref name="root"/> and drives it.</summary>
    /// <returns>The results, or null if the run was stopped.</returns>
    internal static RunResult? Play(string root, SessionEvents? events = null, CdartsSettings? settings = null)
    {
        CdartsSettings given = settings ?? Settings(Path.Combine(root, "pictures"));
        using ISearchSession session = Open(root, events ?? new SessionEvents(), given);
        (Cursor next, double[] alphas, string digest) = (session.ResumePoint.Next, session.ResumePoint.Alphas, session.ResumePoint.AlphasDigest);
        string? topology = session.ResumePoint.TopologyJson;
        while (true)
        {
            if (next.Phase == TrainingPhase.DeriveTopology)
            {
                topology = GenotypeJson.Write(TopologyDerivation.Derive(alphas));
                if (next.Cycle == given.Schedule.Cycles)
                {
                    return session.Complete(topology);
                }
            }

            TrainingPhase phase = next.Phase == TrainingPhase.DeriveTopology ? TrainingPhase.EvaluationWarmup : next.Phase;
            PhaseResult result = session.RunPhase(new PhaseCommand(phase, next.Cycle, topology, digest));
            if (result.Status == PhaseStatus.Stopped)
            {
                return null;
            }

            (next, alphas, digest) = (result.Next, result.Alphas, result.AlphasDigest);
        }
    }

    /// <summary>Opens the run as the next generation.</summary>
    internal static ISearchSession Open(string root, SessionEvents events, CdartsSettings settings, string specHash = SpecHash)
    {
        RunFolder folder = new(Path.Combine(root, "run"));
        long generation = new CheckpointReader(folder.CheckpointsDirectory).HighestGeneration(folder.MetricsFile) + 1;
        ISearchSession session = new SearchSessionFactory(TimeProvider.System).Open(
            new SessionOptions(settings, folder.Root, specHash), events);
        events.Session = session;
        events.Opened = session.ResumePoint;
        if (events.Rehearses)
        {
            session.Rehearse();
        }

        session.Join(SessionGroup.Alone(generation));
        return session;
    }
}
