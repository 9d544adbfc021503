using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Grains.Replicas;

/// <summary>Hands a session's events to whoever listens now; without a listener they are void. Thread-safe.</summary>
internal sealed class SessionEventRelay : ISessionEvents
{
    private volatile ISessionEvents? _listener;

    /// <summary>Changes the listener.</summary>
    public void Attach(ISessionEvents? listener) => _listener = listener;

    /// <inheritdoc/>
    public void Progress(SessionProgress progress) => _listener?.Progress(progress);

    /// <inheritdoc/>
    public void Measured(int epoch, HeldOutFigures figures) => _listener?.Measured(epoch, figures);

    /// <inheritdoc/>
    public void Checkpointed(CheckpointNotice notice) => _listener?.Checkpointed(notice);

    /// <inheritdoc/>
    public void Warning(string message) => _listener?.Warning(message);
}
