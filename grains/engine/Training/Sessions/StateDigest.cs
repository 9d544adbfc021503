using System.Security.Cryptography;
using System.Text;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Training.Layouts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>The replicas of a group hold copies of the same state, equal to the last bit; at checkpoints that is proven.</summary>
internal static class StateDigest
{
    /// <summary>SHA-256 (hex) over cursor, names and bytes of a state.</summary>
    internal static string Of(Cursor cursor, IEnumerable<(string Name, Tensor Value)> state)
    {
        using DisposeScope scope = NewDisposeScope();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(cursor.ToString()));
        foreach ((string name, Tensor value) in state)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(value.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Compares the digests of replicas that do not all hold the same; all must call it.</summary>
    /// <param name="group">All replicas.</param>
    /// <param name="cursor">The next update.</param>
    /// <param name="digest">Of all that this replica holds: equal within a role.</param>
    /// <param name="common">Of what every replica holds.</param>
    /// <param name="roles">Roles.</param>
    /// <exception cref="ReplicasDriftedException">They differ.</exception>
    internal static void RequireEqual(ICollective group, Cursor cursor, string digest, string common, ReplicaRoles roles)
    {
        byte[] own = Convert.FromHexString(common + digest);
        IReadOnlyList<byte[]> all = group.AllGather(own);
        for (int rank = 0; rank < all.Count; rank++)
        {
            int compared = roles[rank] == roles[group.Rank] ? own.Length : common.Length / 2;
            if (!all[rank].AsSpan(0, compared).SequenceEqual(own.AsSpan(0, compared)))
            {
                throw new ReplicasDriftedException(cursor, group.Rank, rank);
            }
        }
    }

    /// <summary>Compares the digests of all replicas; all must call it.</summary>
    /// <exception cref="ReplicasDriftedException">They differ.</exception>
    internal static void RequireEqual(ICollective group, Cursor cursor, string digest)
    {
        byte[] own = Convert.FromHexString(digest);
        IReadOnlyList<byte[]> all = group.AllGather(own);
        for (int rank = 0; rank < all.Count; rank++)
        {
            if (!all[rank].AsSpan().SequenceEqual(own))
            {
                throw new ReplicasDriftedException(cursor, group.Rank, rank);
            }
        }
    }
}
