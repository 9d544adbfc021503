using System.Buffers.Binary;
using System.Text;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>
/// What a replica has called so far, as a count, a running hash, and the last call in words. NCCL does not notice replicas that make different calls: it hangs,
/// or gives wrong sums. So ledgers are compared whenever the replicas exchange bytes. Of one thread.
/// </summary>
internal sealed class CallLedger
{
    private const int HeadBytes = 20;
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private ulong _count;
    private ulong _hash = Prime;
    private string _last = "nothing";

    /// <summary>The last call: <c>AllReduceSum number 3 (4096 bytes)</c>.</summary>
    internal string Last => _last;

    /// <summary>Adds a call that all replicas of the group make.</summary>
    internal void Add(string call, ReadOnlySpan<DeviceRegion> regions, int root = 0)
    {
        nuint bytes = 0;
        foreach (char letter in call)
        {
            Mix(letter);
        }

        Mix((ulong)root);
        foreach (DeviceRegion region in regions)
        {
            Mix((ulong)region.Type);
            Mix(region.Bytes);
            bytes += region.Bytes;
        }

        _count++;
        _last = $"{call} number {_count} ({bytes} bytes)";
    }

    /// <summary>Adds a call that carries bytes, whose lengths may differ.</summary>
    internal void Add(string call) => Add(call, []);

    /// <summary>The ledger as bytes, followed by <paramref name="block"/>.</summary>
    internal byte[] Before(ReadOnlySpan<byte> block)
    {
        byte[] last = Encoding.UTF8.GetBytes(_last);
        byte[] whole = new byte[HeadBytes + last.Length + block.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(whole, _count);
        BinaryPrimitives.WriteUInt64LittleEndian(whole.AsSpan(8), _hash);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(16), last.Length);
        last.CopyTo(whole, HeadBytes);
        block.CopyTo(whole.AsSpan(HeadBytes + last.Length));
        return whole;
    }

    /// <summary>Takes the ledgers off the blocks of all replicas.</summary>
    /// <param name="ranks">Ranks in the world of the group's replicas.</param>
    /// <param name="wholes">What each replica's <see cref="Before"/> gave, in rank order.</param>
    /// <param name="blocks">What came after the ledgers.</param>
    /// <returns>The first replica whose calls differ from this one's, with a sentence about it; or null.</returns>
    internal CollectiveException? Compare(IReadOnlyList<int> ranks, IReadOnlyList<byte[]> wholes, out byte[][] blocks)
    {
        blocks = new byte[wholes.Count][];
        for (int i = 0; i < wholes.Count; i++)
        {
            int rank = ranks[i];
            byte[] whole = wholes[i];
            int length = whole.Length < HeadBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(16));
            if (length < 0 || length > whole.Length - HeadBytes)
            {
                return new CollectiveException([rank], $"Rank {rank} sent {whole.Length} bytes that are no exchange of this version: use the same version of Cdarts on all machines.");
            }

            if (BinaryPrimitives.ReadUInt64LittleEndian(whole) != _count || BinaryPrimitives.ReadUInt64LittleEndian(whole.AsSpan(8)) != _hash)
            {
                string other = Encoding.UTF8.GetString(whole, HeadBytes, length);
                return new CollectiveException(
                    [rank], $"Rank {rank} did not make the same calls: its last one was {other}, this replica's was {_last}.");
            }

            blocks[i] = whole[(HeadBytes + length)..];
        }

        return null;
    }

    private void Mix(ulong value)
    {
        _hash = (_hash ^ value) * Prime;
        _hash ^= _hash >> 29;
    }
}
