using System.Collections.Concurrent;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Keeps what a session tells, and lets a test act on it.</summary>
internal sealed class SessionEvents : ISessionEvents
{
    /// <summary>Whether the session goes through a step before it joins its group.</summary>
    public bool Rehearses { get; init; }

    public ConcurrentQueue<string> Warnings { get; } = [];

    public ConcurrentQueue<CheckpointNotice> Checkpoints { get; } = [];

    public List<SessionProgress> Steps { get; } = [];

    public ISearchSession? Session { get; set; }

    /// <summary>Where the session stood before it joined a group.</summary>
    public ResumePoint? Opened { get; set; }

    public Action<SessionProgress>? OnProgress { get; init; }

    public Action<string>? OnWarning { get; init; }

    public void Progress(SessionProgress progress)
    {
        Steps.Add(progress);
        OnProgress?.Invoke(progress);
    }

    public List<(int Epoch, HeldOutFigures Figures)> Epochs { get; } = [];

    public void Measured(int epoch, HeldOutFigures figures) => Epochs.Add((epoch, figures));

    public void Checkpointed(CheckpointNotice notice) => Checkpoints.Enqueue(notice);

    public void Warning(string message)
    {
        Warnings.Enqueue(message);
        OnWarning?.Invoke(message);
    }
}
