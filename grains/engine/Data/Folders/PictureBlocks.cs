namespace Cdarts.Engine.Data.Folders;

/// <summary>Work on many pictures by several threads, in blocks whose results come in order.</summary>
internal static class PictureBlocks
{
    private const int PicturesPerThread = 32;

    /// <summary>Runs the work.</summary>
    /// <param name="pictures">Positions, in order.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="work">On any thread: the result of a picture; the worker is used by one thread at a time.</param>
    /// <param name="take">On this thread, block after block: positions and their results.</param>
    /// <param name="cancellationToken">Ends between two pictures.</param>
    /// <exception cref="CdartsException">The work threw it, for the first such picture of a block.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the block in hand is not taken.</exception>
    public static void Run<TWorker, TResult>(
        IReadOnlyList<int> pictures,
        int threads,
        Func<TWorker, int, TResult> work,
        Action<ReadOnlySpan<int>, TResult[]> take,
        CancellationToken cancellationToken)
        where TWorker : new()
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        foreach (int[] block in pictures.Chunk(PicturesPerThread * threads))
        {
            TResult[] results = new TResult[block.Length];
            Exception?[] problems = new Exception?[block.Length];
            Parallel.For(0, block.Length, options, () => new TWorker(), (i, _, worker) =>
            {
                try
                {
                    results[i] = work(worker, block[i]);
                }
                catch (CdartsException problem)
                {
                    problems[i] = problem;
                }

                return worker;
            }, _ => { });
            if (Array.Find(problems, problem => problem is not null) is { } first)
            {
                throw first;
            }

            take(block, results);
        }
    }
}
