using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Training;

namespace Cdarts.Benchmarks.Steps;

/// <summary>What a step costs beside arithmetic.</summary>
/// <param name="Tensors">Tensor wrappers created.</param>
/// <param name="Bytes">Managed bytes allocated.</param>
/// <param name="Collections">Garbage collections by generation.</param>
internal sealed record Overhead(long Tensors, long Bytes, IReadOnlyList<int> Collections);

/// <summary>A network form with its own networks, and what was measured of it.</summary>
internal sealed class StepContestant : IDisposable
{
    private readonly TrainingSetup _setup;

    internal StepContestant(StepSize size, NetworkForm form, StepData data)
    {
        Name = form.ToString().ToLowerInvariant();
        _setup = new TrainingSetup(size, form, data, new SingleCollective());
    }

    internal string Name { get; }

    internal Series Joint { get; } = new();

    internal Series FirstUpdate { get; } = new();

    internal Series SecondUpdate { get; } = new();

    internal Series SearchWarmup { get; } = new();

    internal Series EvaluationWarmup { get; } = new();

    /// <summary>Of every timed joint step.</summary>
    internal List<Overhead> Overheads { get; } = [];

    /// <summary>Tensor wrappers alive in the process, before and after each timed joint step.</summary>
    internal List<(long Before, long After)> Live { get; } = [];

    /// <summary>Figures of the first joint step from the initial weights, for a comparison between forms.</summary>
    internal StepFigures? First { get; private set; }

    /// <summary>Takes one step of each kind, and notes what they took if <paramref name="counts"/>.</summary>
    internal void Round(bool counts)
    {
        Moment? between = null;
        Counters before = Counters.Now;
        Moment start = Moment.Now;
        StepFigures figures = _setup.Joint(() => between = Moment.Now);
        Moment end = Moment.Now;
        Counters after = Counters.Now;
        First ??= figures;
        Spent search = Time(() => _setup.SearchWarmup()), evaluation = Time(() => _setup.EvaluationWarmup());
        if (!counts)
        {
            return;
        }

        Joint.Add(end - start);
        FirstUpdate.Add(between!.Value - start);
        SecondUpdate.Add(end - between.Value);
        SearchWarmup.Add(search);
        EvaluationWarmup.Add(evaluation);
        Overheads.Add(new Overhead(
            after.Created - before.Created, after.Allocated - before.Allocated, [.. after.Collections.Zip(before.Collections, (a, b) => a - b)]));
        Live.Add((before.Live, after.Live));
    }

    public void Dispose() => _setup.Dispose();

    private static Spent Time(Func<StepFigures> step)
    {
        Moment start = Moment.Now;
        step();
        return Moment.Now - start;
    }
}
