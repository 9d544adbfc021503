using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>
/// For a group that breaks in a vote, when the networks are on different replicas. One replica may have the vote's result and commit, while another one, maybe
/// the last with the other network, does not get it: there is nobody from whom it could copy, but it has done all for the update, and completes it with that
/// result. No replica can be ahead by more than one update. Bound to the training thread.
/// </summary>
internal sealed class VoteMemory : IDisposable
{
    private Func<IReadOnlyList<Tensor>, StepFigures?>? _complete;

    /// <summary>The update that lacks only the result of its vote; null if there is none.</summary>
    internal Cursor? Awaited { get; private set; }

    /// <summary>The update of <see cref="Result"/>; null before the first vote.</summary>
    internal Cursor? ResultOf { get; private set; }

    /// <summary>Result of the last vote that came to its end here.</summary>
    internal IReadOnlyList<Tensor> Result { get; private set; } = [];

    /// <summary>Votes on an update and applies it.</summary>
    /// <param name="update">Update, all computed.</param>
    /// <param name="cursor">Which one.</param>
    /// <param name="finish">Votes and applies.</param>
    /// <param name="figures">Of a completed update, the figures of the step that ends with it; null where it goes on.</param>
    internal T Run<T>(Update update, Cursor cursor, Func<T> finish, Func<T, StepFigures?> figures)
    {
        try
        {
            return finish();
        }
        catch (CollectiveException) when (update.AwaitsVote)
        {
            Awaited = cursor;
            _complete = result =>
            {
                update.TakeResult(result);
                StepFigures? done = figures(finish());
                Keep(update, cursor);
                return done;
            };
            throw;
        }
        finally
        {
            Keep(update, cursor);
        }
    }

    /// <summary>Completes the awaited update.</summary>
    internal StepFigures? Complete(IReadOnlyList<Tensor> result)
    {
        Func<IReadOnlyList<Tensor>, StepFigures?> complete = _complete!;
        Forget();
        return complete(result);
    }

    /// <summary>What was computed for an update is there no more.</summary>
    internal void Forget() => (Awaited, _complete) = (null, null);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in Result)
        {
            tensor.Dispose();
        }
    }

    private void Keep(Update update, Cursor cursor)
    {
        if (update.Result is { } result)
        {
            Dispose();
            (ResultOf, Result) = (cursor, result);
        }
    }
}
