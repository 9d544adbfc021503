using Cdarts.Client.Engine;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>The picture of a run on a terminal, drawn again at every event and twice a second, so that ages and clocks move.</summary>
internal sealed class LiveRunDisplay(IAnsiConsole console, IEngineTools engine, TimeProvider time, RunLocation run) : IRunDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly RunView _view = new(run.Name) { Cycles = run.Cycles };
    private readonly RunFrame _frame = new(engine, time);
    private readonly Lock _lock = new();

    public Task<RunStatus> ShowAsync(Func<Action<RunEvent>, Task<RunStatus>> follow) =>
        console.Live(Draw()).StartAsync(async live =>
        {
            // Asynchronously, so that no redraw is under way when the live view is over.
            await using ITimer redraw = time.CreateTimer(_ => Redraw(live), null, Interval, Interval);
            return await follow(happened =>
            {
                lock (_lock)
                {
                    _view.Apply(happened);
                }

                Redraw(live);
            });
        });

    public void Notice(string sentence)
    {
        lock (_lock)
        {
            _view.Notice = sentence;
        }
    }

    public void ShowOutcome(RunStatus status) => new FinalReport(console, engine).Write(run.Name, run.ShownFolder, status.Outcome!);

    private void Redraw(LiveDisplayContext live)
    {
        lock (_lock)
        {
            live.UpdateTarget(Draw());
        }
    }

    private Spectre.Console.Rendering.IRenderable Draw() => _frame.Draw(_view, console.Profile.Capabilities.Unicode);
}
