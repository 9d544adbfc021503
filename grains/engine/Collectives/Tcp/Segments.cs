namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Pieces of memory that are treated as one, in order. Reused from call to call; does not own the memory.</summary>
internal sealed class Segments
{
    private nint[] _addresses = new nint[16];
    private long[] _starts = new long[17];
    private int _count;

    /// <summary>Bytes of all pieces together.</summary>
    internal long Bytes => _starts[_count];

    internal void Clear() => _count = 0;

    internal void Add(nint address, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        if (_count == _addresses.Length)
        {
            Array.Resize(ref _addresses, 2 * _count);
            Array.Resize(ref _starts, (2 * _count) + 1);
        }

        _addresses[_count] = address;
        _starts[_count + 1] = _starts[_count] + bytes;
        _count++;
    }

    /// <summary>Where a byte is, and how many follow in the same piece, itself included.</summary>
    internal nint Locate(long position, out long contiguous)
    {
        int low = 0, high = _count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_starts[middle] <= position)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        contiguous = _starts[low + 1] - position;
        return _addresses[low] + (nint)(position - _starts[low]);
    }
}
