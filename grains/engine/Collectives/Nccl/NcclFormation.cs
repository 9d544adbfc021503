using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>Forms the communicators of a generation once its control groups stand. On the training thread.</summary>
internal sealed class NcclFormation(NcclLibrary library, NcclGeneration generation, CollectiveGroups control, GroupSpec group)
{
    private const int VersionBytes = 4, World = 0, Search = 1, Evaluation = 2, Groups = 3;

    /// <summary>Forms the world's communicator, and those of the search and evaluation replicas where they are not the world.</summary>
    /// <exception cref="CdartsException">The replicas have different versions of NCCL.</exception>
    /// <exception cref="CollectiveException">NCCL failed, a replica is lost, or the deadline has passed.</exception>
    internal CollectiveGroups Form(TimeSpan deadline)
    {
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<byte[]> blocks = generation.Exchange(() => control.World.AllGather(OwnBlock()));
        RequireOneVersion(blocks);

        NcclCollective? Join(ICollective? member, int which)
        {
            if (member is null)
            {
                return null;
            }

            NcclUniqueId id = MemoryMarshal.Read<NcclUniqueId>(blocks[Ranks(which)[0]].AsSpan(IdOffset(which)));
            TimeSpan left = deadline - Stopwatch.GetElapsedTime(started);
            NcclCommunicator communicator = generation.Form(id, member.Rank, member.WorldSize, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            return new NcclCollective(library.Functions, generation, communicator, member, Ranks(which), ownsGeneration: which == World);
        }

        NcclCollective world = Join(control.World, World)!;
        return new CollectiveGroups(
            world,
            IsWorld(control.Search) ? world : Join(control.Search, Search),
            IsWorld(control.Evaluation) ? world : Join(control.Evaluation, Evaluation));
    }

    private static int IdOffset(int which) => VersionBytes + which * NcclUniqueId.Size;

    private bool IsWorld(ICollective? member) => ReferenceEquals(member, control.World);

    /// <summary>The ranks of a group, in the order of the world; the first one makes its id.</summary>
    private int[] Ranks(int which) =>
        [.. (which switch { Search => group.SearchRanks, Evaluation => group.EvaluationRanks, _ => null } ?? Enumerable.Range(0, group.WorldSize)).Order()];

    private ICollective? Member(int which) => which switch { Search => control.Search, Evaluation => control.Evaluation, _ => control.World };

    private byte[] OwnBlock()
    {
        byte[] block = new byte[IdOffset(Groups)];
        BinaryPrimitives.WriteInt32LittleEndian(block, library.Version);
        for (int which = 0; which < Groups; which++)
        {
            if (Member(which) is { Rank: 0 } member && (which == World || !IsWorld(member)))
            {
                NcclResult result = library.Functions.GetUniqueId(out NcclUniqueId id);
                if (result != NcclResult.Success)
                {
                    throw new CollectiveException([], $"NCCL cannot start a group: {NcclErrors.Describe(library.Functions, result, 0)}.");
                }

                MemoryMarshal.Write(block.AsSpan(IdOffset(which)), id);
            }
        }

        return block;
    }

    private void RequireOneVersion(IReadOnlyList<byte[]> blocks)
    {
        for (int rank = 0; rank < blocks.Count; rank++)
        {
            int version = blocks[rank].Length == IdOffset(Groups) ? BinaryPrimitives.ReadInt32LittleEndian(blocks[rank]) : 0;
            if (version != library.Version)
            {
                throw new CdartsException(
                    $"The replicas have different versions of NCCL: this one has {library.Description}, rank {rank} has {NcclVersion.Text(version)}; "
                    + "install the same one on all machines.");
            }
        }
    }
}
