using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Rendering;

/// <summary>Every event as one line of JSON and nothing else on the output; sentences of the console go to the error output.</summary>
internal sealed class JsonRunDisplay(TextWriter output, TextWriter error) : IRunDisplay
{
    private bool _endShown;

    public Task<RunStatus> ShowAsync(Func<Action<RunEvent>, Task<RunStatus>> follow) => follow(Show);

    public void Notice(string sentence) => error.WriteLine(sentence);

    public void ShowOutcome(RunStatus status)
    {
        if (!_endShown)
        {
            output.WriteLine(RunJson.Line(status));
        }
    }

    private void Show(RunEvent happened)
    {
        _endShown = happened is RunEnded;
        output.WriteLine(RunJson.Line(happened));
        output.Flush();
    }
}
