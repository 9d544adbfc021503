namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>Threads that meet again and again, each with a block, and each get all blocks.</summary>
internal sealed class LocalRound(int size)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<byte[][]> _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[][] _blocks = new byte[size][];
    private int _arrived;

    /// <summary>Null when it was cancelled.</summary>
    internal byte[][]? Exchange(int rank, byte[] block, CancellationToken cancel)
    {
        Task<byte[][]> complete;
        lock (_lock)
        {
            complete = _complete.Task;
            _blocks[rank] = block;
            if (++_arrived == size)
            {
                _complete.SetResult(_blocks);
                (_complete, _blocks, _arrived) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new byte[size][], 0);
            }
        }

        try
        {
            complete.Wait(cancel);
            return complete.Result;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
