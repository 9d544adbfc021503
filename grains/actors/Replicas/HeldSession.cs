using Cdarts.Contracts.Grains;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Hosting;

namespace Cdarts.Grains.Replicas;

/// <summary>
/// An open session, which outlives the generations that use it: networks and optimizers stay in memory while groups come and go. Bound to the training
/// thread.
/// </summary>
internal sealed class HeldSession : IDisposable
{
    private readonly StartCommand _start;

    private HeldSession(StartCommand start, ISearchSession session, SessionEventRelay events)
    {
        _start = start;
        Session = session;
        Events = events;
    }

    /// <summary>The session.</summary>
    public ISearchSession Session { get; }

    /// <summary>Brings the session's events to the generation of the day.</summary>
    public SessionEventRelay Events { get; }

    /// <summary>Opens the run.</summary>
    public static HeldSession Open(EngineServices engine, StartCommand start, string device)
    {
        SessionEventRelay events = new();
        var settings = engine.Settings.ToSettings(start.Spec) with { Device = device };
        SessionOptions options = new(settings, start.RunFolder, start.SpecHash, engine.Settings.ToRetrainPlan(start.Spec));
        return new HeldSession(start, engine.Sessions.Open(options, events), events);
    }

    /// <summary>Where it stands.</summary>
    public ReplicaResume Resume() => Session.ResumePoint.ToContract(_start.Spec.Network.Space);

    /// <summary>True for a session of the same specification in the same folder.</summary>
    public bool IsOf(StartCommand start) => start.SpecHash == _start.SpecHash && start.RunFolder == _start.RunFolder;

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();
}
