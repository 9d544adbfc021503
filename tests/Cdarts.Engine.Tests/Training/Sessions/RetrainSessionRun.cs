using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Training.Retraining;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Plays the coordinator of a retraining of one replica.</summary>
internal static class RetrainSessionRun
{
    /// <summary>9 steps: 3 epochs of 3. 6 of the 24 train pictures are held out. All that makes a retraining random is on from the first or second epoch.</summary>
    internal static RetrainPlan Plan(string pictures) => new(
        TinyRetrain.Settings with
        {
            Data = new() { Name = "idx", Path = pictures, BatchSize = 4 },
            Augmentation = new() { CropPadding = 2, CutoutLength = 8, MixupAlpha = .4 },
            Epochs = 3,
            LabelSmoothing = .1,
            ValidationFraction = .25,
        },
        GenotypeJson.Write(TinyRetrain.Genotype));

    /// <summary>A checkpoint after each step.</summary>
    internal static CheckpointSettings Checkpoint { get; } = new() { IntervalSeconds = 0, IntervalSteps = 1, Keep = 3 };

    /// <summary>In a child process; the argument is the folder that holds <c>pictures</c> and <c>run</c>.</summary>
    internal static void InAChild(string root) => Play(root);

    /// <summary>Opens the run in <c>run</c> under <paramref name="root"/> and drives it from where it stands.</summary>
    /// <returns>The results, or null if the run was stopped.</returns>
    internal static RunResult? Play(
        string root, SessionEvents? events = null, Func<RetrainSettings, RetrainSettings>? change = null, CheckpointSettings? checkpoint = null)
    {
        RetrainPlan plan = Changed(root, change);
        using ISearchSession session = Open(root, events ?? new SessionEvents(), plan, checkpoint);
        return Drive(session, plan);
    }

    /// <summary>Drives an open session.</summary>
    internal static RunResult? Drive(ISearchSession session, RetrainPlan plan)
    {
        if (session.ResumePoint.Next.Phase == TrainingPhase.Retrain
            && session.RunPhase(new PhaseCommand(TrainingPhase.Retrain, 0, null, null)).Status == PhaseStatus.Stopped)
        {
            return null;
        }

        return session.Complete(plan.GenotypeJson);
    }

    /// <summary>The plan over the pictures of a run, with changed settings.</summary>
    internal static RetrainPlan Changed(string root, Func<RetrainSettings, RetrainSettings>? change)
    {
        RetrainPlan plan = Plan(SessionPictures.In(root));
        return change is null ? plan : plan with { Settings = change(plan.Settings) };
    }

    /// <summary>Opens the run as the next generation.</summary>
    internal static ISearchSession Open(
        string root, SessionEvents events, RetrainPlan plan, CheckpointSettings? checkpoint = null, string specHash = SessionRun.SpecHash)
    {
        RunFolder folder = new(Path.Combine(root, "run"));
        long generation = new CheckpointReader(folder.CheckpointsDirectory).HighestGeneration(folder.MetricsFile) + 1;
        CdartsSettings settings = new()
        {
            Precision = plan.Settings.Precision,
            Data = new DataSettings { Name = plan.Settings.Data.Name, Path = plan.Settings.Data.Path },
            Checkpoint = checkpoint ?? Checkpoint,
        };
        ISearchSession session = new SearchSessionFactory(TimeProvider.System).Open(
            new SessionOptions(settings, folder.Root, specHash, plan), events);
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
