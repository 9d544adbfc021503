using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Rendering;

/// <summary>Shows a run while it goes on: a live picture, plain lines or JSON lines.</summary>
internal interface IRunDisplay
{
    /// <summary>Runs <paramref name="follow"/>, which hands over every event, and shows what it hands over.</summary>
    Task<RunStatus> ShowAsync(Func<Action<RunEvent>, Task<RunStatus>> follow);

    /// <summary>Shows a sentence of the console itself. Callable from any thread.</summary>
    void Notice(string sentence);

    /// <summary>Shows the results of a completed run.</summary>
    void ShowOutcome(RunStatus status);
}
