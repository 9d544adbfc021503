using static TorchSharp.torch;

namespace Cdarts.Engine.Data.Loading;

/// <summary>Memory of one batch of a ring, and what is known of its loading. Guarded by the threads' gate, but for the pixels, which have one writer each.</summary>
/// <param name="bytesPerPicture">Bytes of a picture.</param>
/// <param name="pinned">Whether the memory is locked, for copies to a CUDA device.</param>
internal sealed class LoadedBatch(int bytesPerPicture, bool pinned) : IDisposable
{
    private Tensor? _pixels;
    private int _given;
    private int _done;
    private int _failedSlot;

    /// <summary>What is loaded.</summary>
    public BatchOrder Order { get; private set; } = null!;

    /// <summary>Positions in the data set of the pictures, in their places.</summary>
    public int[] Pictures { get; private set; } = [];

    /// <summary>What went wrong with the first picture that cannot be used; null: nothing.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether nobody waits for the batch any more.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>Whether all pictures are there.</summary>
    public bool IsComplete => _done == Pictures.Length;

    /// <summary>Whether there are pictures that no thread has begun.</summary>
    public bool HasWork => !IsDropped && _given < Pictures.Length;

    /// <summary>Whether no thread is writing.</summary>
    public bool IsQuiet => _done == _given;

    /// <summary>Pixels, uint8, one picture after another; room for at least as many as there are.</summary>
    public Tensor Pixels => _pixels!;

    /// <summary>Begins a batch.</summary>
    public void Begin(BatchOrder order)
    {
        int[] pictures = order.Pictures();
        if (_pixels is null || _pixels.shape[0] < pictures.Length)
        {
            _pixels?.Dispose();
            Tensor fresh = empty([pictures.Length, bytesPerPicture], ScalarType.Byte).DetachFromDisposeScope();
            _pixels = pinned ? Pin(fresh) : fresh;
        }

        (Order, Pictures, Failure, IsDropped, _given, _done, _failedSlot) = (order, pictures, null, false, 0, 0, int.MaxValue);
    }

    /// <summary>Gives the next picture to a thread.</summary>
    public int Give() => _given++;

    /// <summary>Where a picture goes.</summary>
    public Span<byte> Target(int slot) => Pixels.bytes.Slice(slot * bytesPerPicture, bytesPerPicture);

    /// <summary>A thread has finished with a picture. Of several failures the one of the first place counts, so that the message is always the same.</summary>
    public void Finish(int slot, Exception? failure)
    {
        _done++;
        if (failure is not null && slot < _failedSlot)
        {
            (_failedSlot, Failure) = (slot, failure);
        }
    }

    /// <summary>Nobody waits any more.</summary>
    public void Drop() => IsDropped = true;

    /// <inheritdoc/>
    public void Dispose() => _pixels?.Dispose();

    private static Tensor Pin(Tensor pageable)
    {
        using (pageable)
        {
            return pageable.pin_memory().DetachFromDisposeScope();
        }
    }
}
