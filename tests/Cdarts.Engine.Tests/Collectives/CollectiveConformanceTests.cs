using System.Text;
using Cdarts.Engine.Collectives;
using CsCheck;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives;

/// <summary>What every backend must do. A backend's tests inherit this and give its transports.</summary>
public abstract class CollectiveConformanceTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether sums have the bits of a sequential sum in rank order; otherwise all ranks must have the same bits, near the sum.</summary>
    protected virtual bool SumsInRankOrder => true;

    /// <summary>Whether a replica that makes another call is found by the calls themselves.</summary>
    protected virtual bool FindsOtherCalls => true;

    /// <summary>Whether calls that have been made before need no new managed memory.</summary>
    protected virtual bool AllocatesNothing => true;

    /// <summary>Whether every replica waits for the late one itself, and so can name it.</summary>
    protected virtual bool NamesTheLateOne => true;

    /// <summary>One transport per rank.</summary>
    protected abstract IReadOnlyList<ICollectives> Transports(int ranks);

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_sum_is_bitwise_the_sequential_one(int ranks) => Run(ranks, groups =>
    {
        int seed = 0;
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.Int64 })
        {
            foreach (long[] sizes in new long[][] { [0], [1], [7], [16384], [16385], [100_003], [3, 0, 1000, 5, 1, 40_000, 0, 77] })
            {
                SumAndCheck(groups.World, sizes, type, seed);
                seed += sizes.Length;
            }
        }
    });

    [SkippableFact]
    public void Regions_of_any_shapes_are_one_message()
    {
        _ = Transports(1); // a backend that is skipped here is skipped at once, not as a failure of the first sample
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 30_000].Array[0, 8]).Sample(
            (ranks, sizes) => Run(ranks, groups => SumAndCheck(groups.World, [.. sizes.Select(size => (long)size)], ScalarType.Float32, sizes.Sum())),
            iter: 20,
            threads: 1);
    }

    [SkippableFact]
    public void A_view_is_summed_in_place_and_its_surroundings_stay() => Run(2, groups =>
    {
        Tensor whole = ones(10);
        groups.World.AllReduceSum([whole.narrow(0, 2, 3)]);
        Assert.Equal([1, 1, 2, 2, 2, 1, 1, 1, 1, 1], whole.data<float>().ToArray());
    });

    [SkippableFact]
    public void Everybody_sends_more_than_the_buffers_hold() => Run(3, groups =>
        SumAndCheck(groups.World, [3_000_000], ScalarType.Float32, 3));

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_broadcast_gives_the_roots_regions(int ranks) => Run(ranks, groups =>
    {
        for (int root = 0; root < ranks; root++)
        {
            foreach (long size in new long[] { 0, 5, 300_000 })
            {
                Tensor a = Values.Tensor(groups.World.Rank, size, 1, ScalarType.Float32), b = Values.Tensor(groups.World.Rank, 3, 2, ScalarType.Int64);
                groups.World.Broadcast([a, b], root);
                Assert.Equal(Values.Bytes(Values.Tensor(root, size, 1, ScalarType.Float32)), Values.Bytes(a));
                Assert.Equal(Values.Bytes(Values.Tensor(root, 3, 2, ScalarType.Int64)), Values.Bytes(b));
            }
        }

        groups.World.Barrier();
    });

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_gather_gives_all_blocks_in_rank_order(int ranks) => Run(ranks, groups =>
    {
        foreach (int length in new[] { 0, 1, 1000, 2_000_000 })
        {
            byte[] Block(int rank) => [.. Enumerable.Repeat((byte)(rank + 1), rank == 1 ? 0 : length + rank)];
            IReadOnlyList<byte[]> blocks = groups.World.AllGather(Block(groups.World.Rank));
            Assert.Equal(ranks, blocks.Count);
            for (int rank = 0; rank < ranks; rank++)
            {
                Assert.True(Block(rank).AsSpan().SequenceEqual(blocks[rank]));
            }
        }
    });

    [SkippableFact]
    public void A_barrier_holds_until_the_last_has_come()
    {
        int entered = 0;
        Run(3, groups =>
        {
            for (int round = 1; round <= 50; round++)
            {
                Interlocked.Increment(ref entered);
                groups.World.Barrier();
                Assert.InRange(Volatile.Read(ref entered), 3 * round, int.MaxValue);
                groups.World.Barrier();
            }
        });
    }

    [SkippableFact]
    public void Pairs_exchange_at_the_same_time_and_apart_from_the_groups_order() => Run(4, groups =>
    {
        int rank = groups.World.Rank, peer = rank ^ 1;
        for (int round = 0; round < 3; round++)
        {
            if (round > 0 || rank > 1)
            {
                Tensor send = Values.Tensor(rank, 700_000, round, ScalarType.Float32), receive = zeros(700_000);
                groups.World.SendReceive(send, receive, peer);
                Assert.Equal(Values.Bytes(Values.Tensor(peer, 700_000, round, ScalarType.Float32)), Values.Bytes(receive));
            }
        }

        SumAndCheck(groups.World, [100], ScalarType.Float32, 1);
    });

    /// <summary>A chain of pairs, as of three replicas with two: nobody has to agree with anybody else's order.</summary>
    [SkippableFact]
    public void A_replica_exchanges_with_several_peers_at_once() => Run(5, groups =>
    {
        int rank = groups.World.Rank;
        int[] peers = ((int[][])[[3], [4, 3], [4], [1, 0], [1, 2]])[rank];
        foreach (long scale in new long[] { 0, 1, 50_000 })
        {
            foreach (ScalarType type in new[] { ScalarType.Float64, ScalarType.BFloat16 })
            {
                PairTransfer[] transfers =
                [
                    .. peers.Select(peer => new PairTransfer(
                        Values.Tensor(rank, scale * (peer + 1), peer, type), zeros(scale * (rank + 1), type), peer)),
                ];
                groups.World.SendReceive(transfers);
                Assert.All(transfers, transfer => Assert.Equal(
                    Values.Bytes(Values.Tensor(transfer.Peer, scale * (rank + 1), rank, type)), Values.Bytes(transfer.Receive)));
            }
        }

        SumAndCheck(groups.World, [100], ScalarType.Float32, 1);
    });

    [SkippableFact]
    public void Calls_of_all_kinds_may_follow_each_other() => Run(3, groups =>
    {
        ICollective world = groups.World;
        for (int round = 0; round < 20; round++)
        {
            SumAndCheck(world, [round * 3000], ScalarType.Float64, round);
            Assert.Equal(["r0", "r1", "r2"], world.AllGather(Encoding.ASCII.GetBytes($"r{world.Rank}")).Select(Encoding.ASCII.GetString));
            world.Barrier();
            Tensor value = tensor(world.Rank);
            world.Broadcast([value], round % 3);
            Assert.Equal(round % 3, value.item<int>());
        }

        world.Barrier();
    });

    [SkippableFact]
    public void Parts_of_the_world_are_groups_of_their_own() => Run(
        4,
        groups =>
        {
            int rank = groups.World.Rank;
            Assert.Equal((rank < 3, rank > 1), (groups.Search is not null, groups.Evaluation is not null));
            Assert.Equal((3, 2), (groups.Search?.WorldSize ?? 3, groups.Evaluation?.WorldSize ?? 2));
            Tensor search = tensor(Math.Pow(10, rank)), evaluation = tensor(Math.Pow(10, rank)), world = tensor(Math.Pow(10, rank));
            groups.Search?.AllReduceSum([search]);
            groups.Evaluation?.AllReduceSum([evaluation]);
            groups.World.AllReduceSum([world]);
            Assert.Equal(rank < 3 ? 111 : 1000, search.item<double>());
            Assert.Equal(rank > 1 ? 1100 : Math.Pow(10, rank), evaluation.item<double>());
            Assert.Equal(1111, world.item<double>());
            if (groups.Evaluation is { } pair)
            {
                Assert.Equal(rank - 2, pair.Rank);
                Tensor got = zeros(1, ScalarType.Int64);
                pair.SendReceive(tensor(new long[] { rank }), got, 1 - pair.Rank);
                Assert.Equal(5 - rank, got.item<long>());
            }

            groups.World.Barrier();
        },
        spec => spec with { SearchRanks = [0, 1, 2], EvaluationRanks = [2, 3] });

    [SkippableFact]
    public void Without_parts_all_groups_are_the_world() => Run(2, groups =>
    {
        Assert.Same(groups.World, groups.Search);
        Assert.Same(groups.World, groups.Evaluation);
    });

    [SkippableTheory]
    [InlineData("size")]
    [InlineData("kind")]
    [InlineData("order")]
    [InlineData("shapes")]
    [InlineData("type")]
    [InlineData("root")]
    public void A_replica_that_makes_another_call_is_found(string difference)
    {
        Skip.IfNot(FindsOtherCalls);
        Run(2, groups =>
        {
            ICollective world = groups.World;
            bool odd = world.Rank == 1;
            CollectiveException fault = Assert.Throws<CollectiveException>(() =>
            {
                switch (difference)
                {
                    case "size":
                        world.AllReduceSum([zeros(odd ? 100_000 : 10)]);
                        break;
                    case "shapes":
                        world.AllReduceSum(odd ? [zeros(4), zeros(6)] : [zeros(6), zeros(4)]);
                        break;
                    case "type":
                        world.AllReduceSum([zeros(8, odd ? ScalarType.Float64 : ScalarType.Int64)]);
                        break;
                    case "root":
                        world.Broadcast([zeros(8)], odd ? 0 : 1);
                        world.Barrier();
                        break;
                    case "kind" when odd:
                        world.Barrier();
                        break;
                    case "kind":
                        world.AllReduceSum([]);
                        break;
                    case "order" when odd:
                        world.Broadcast([zeros(1)], 1);
                        world.Broadcast([zeros(1)], 0);
                        world.Barrier();
                        break;
                    default:
                        world.Broadcast([zeros(1)], 0);
                        world.Broadcast([zeros(1)], 1);
                        world.Barrier();
                        break;
                }
            });
            Assert.Equal([1 - world.Rank], fault.Lost);
        });
    }

    [SkippableFact]
    public void An_abort_ends_the_call_in_hand_everywhere_and_says_why()
    {
        using CountdownEvent waiting = new(2);
        Run(3, groups =>
        {
            if (groups.World.Rank == 2)
            {
                waiting.Wait(RankThreads.Safety);
                groups.World.Abort("the disk is full");
                Assert.Contains("the disk is full", Assert.Throws<CollectiveException>(groups.World.Barrier).Message, StringComparison.Ordinal);
                return;
            }

            waiting.Signal();
            CollectiveException fault = Assert.Throws<CollectiveException>(() => groups.World.AllReduceSum([zeros(1_000_000)]));
            Assert.Equal([2], fault.Lost);
            Assert.Contains("ank 2 left: the disk is full", fault.Message, StringComparison.Ordinal);
        });
    }

    [SkippableFact]
    public void An_abort_from_another_thread_ends_the_own_call()
    {
        using ManualResetEventSlim ended = new();
        Run(2, groups =>
        {
            if (groups.World.Rank == 1)
            {
                ended.Wait(RankThreads.Safety);
                return;
            }

            using Timer timer = new(_ => groups.World.Abort("enough"), null, 20, Timeout.Infinite);
            Assert.Contains("enough", Assert.Throws<CollectiveException>(groups.World.Barrier).Message, StringComparison.Ordinal);
            groups.World.Abort("again");
            Assert.Contains("enough", Assert.Throws<CollectiveException>(groups.World.Barrier).Message, StringComparison.Ordinal);
            ended.Set();
        });
    }

    [SkippableFact]
    public void A_fault_is_final_for_all_groups() => Run(
        2,
        groups =>
        {
            groups.Search!.Abort("over");
            for (int i = 0; i < 3; i++)
            {
                Assert.Throws<CollectiveException>(groups.World.Barrier);
                Assert.Throws<CollectiveException>(() => groups.Evaluation!.AllReduceSum([zeros(1)]));
                Assert.Throws<CollectiveException>(() => groups.Search!.AllGather([]));
                Assert.Throws<CollectiveException>(() => groups.World.Broadcast([zeros(1)], 0));
                Assert.Throws<CollectiveException>(() => groups.World.SendReceive(zeros(1), zeros(1), 1 - groups.World.Rank));
            }
        },
        spec => spec with { SearchRanks = [0, 1], EvaluationRanks = [1, 0] });

    [SkippableFact]
    public void A_peer_that_leaves_is_missed_by_the_next_call() => Run(3, groups =>
    {
        groups.World.Barrier();
        if (groups.World.Rank != 1)
        {
            Assert.Equal([1], Assert.Throws<CollectiveException>(groups.World.Barrier).Lost);
        }
    });

    [SkippableFact]
    public void A_replica_that_leaves_after_a_call_still_gives_what_it_owes() => Run(3, groups =>
        SumAndCheck(groups.World, [500_000], ScalarType.Float64, groups.World.WorldSize));

    [SkippableFact]
    public void A_peer_that_does_not_deliver_is_named_after_the_data_deadline()
    {
        using ManualResetEventSlim found = new();
        Run(3, groups =>
        {
            if (groups.World.Rank == 1)
            {
                found.Wait(RankThreads.Safety);
                return;
            }

            groups.World.DataDeadline = Short;
            CollectiveException fault = Assert.Throws<CollectiveException>(() => groups.World.AllReduceSum([zeros(100_000)]));
            found.Set();
            Assert.Contains("did not deliver", fault.Message, StringComparison.Ordinal);
            if (NamesTheLateOne)
            {
                Assert.Equal([1], fault.Lost);
            }
        });
    }

    [SkippableFact]
    public void Steady_calls_allocate_nothing()
    {
        Skip.IfNot(AllocatesNothing, "this backend makes no such promise");
        Run(2, CountAllocations);
    }

    private static void CountAllocations(CollectiveGroups groups)
    {
        Tensor[] small = [zeros(10), zeros(100)], large = [zeros(100_000), zeros(3)];
        Tensor received = zeros(100_000);
        long least = long.MaxValue;
        for (int batch = 0; batch < 6; batch++)
        {
            // What is needed once may come late, such as the wait for a full buffer; what a call allocates is in every batch.
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < 20; round++)
            {
                groups.World.AllReduceSum(small);
                groups.World.AllReduceSum(large);
                groups.World.Broadcast(large, 0);
                groups.World.Barrier();
                groups.World.SendReceive(large[0], received, 1 - groups.World.Rank);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [SkippableFact]
    public void Tensors_that_cannot_be_reduced_are_refused_before_anything_is_sent() => Run(2, groups =>
    {
        Assert.Throws<ArgumentException>(() => groups.World.AllReduceSum([zeros(4, 4).t()]));
        Assert.Throws<ArgumentException>(() => groups.World.AllReduceSum([zeros(4), zeros(4, ScalarType.Float64)]));
        Assert.Throws<ArgumentException>(() => groups.World.AllReduceSum([zeros(4, ScalarType.Bool)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => groups.World.Broadcast([zeros(4)], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => groups.World.SendReceive(zeros(4), zeros(4), groups.World.Rank));
        int peer = 1 - groups.World.Rank;
        Assert.Throws<ArgumentException>(() => groups.World.SendReceive([new(zeros(4), zeros(4), peer), new(zeros(4), zeros(4), peer)]));
        Assert.Throws<ArgumentException>(() => groups.World.SendReceive(zeros(4, 4).t(), zeros(4, 4), peer));
        SumAndCheck(groups.World, [10], ScalarType.Float32, 0);
    });

    [SkippableFact]
    public void A_seat_that_is_aborted_does_not_form()
    {
        GroupSpec[] specs = RankThreads.Specs(Transports(2), out ICollectiveSeat[] seats);
        using ICollectiveSeat first = seats[0], second = seats[1];
        using Timer timer = new(_ => first.Abort("another generation begins"), null, 20, Timeout.Infinite);
        Assert.Contains(
            "another generation begins", Assert.Throws<CollectiveException>(() => first.Form(specs[0], RankThreads.Safety)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_peer_that_does_not_come_is_named()
    {
        GroupSpec[] specs = RankThreads.Specs(Transports(3), out ICollectiveSeat[] seats);
        using ICollectiveSeat first = seats[0], second = seats[1], third = seats[2];
        RankThreads.Each(2, rank => Assert.Equal(
            [2], Assert.Throws<CollectiveException>(() => seats[rank].Form(specs[rank], TimeSpan.FromSeconds(1))).Lost));
    }

    /// <summary>Forms a group of this backend and runs every rank's part on its thread.</summary>
    private protected void Run(int ranks, Action<CollectiveGroups> part, Func<GroupSpec, GroupSpec>? change = null) =>
        RankThreads.Run(Transports(ranks), part, change);

    private protected void SumAndCheck(ICollective group, long[] sizes, ScalarType type, int seed)
    {
        Tensor[] regions = [.. sizes.Select((size, i) => Values.Tensor(group.Rank, size, seed + i, type))];
        group.AllReduceSum(regions);
        for (int i = 0; i < sizes.Length; i++)
        {
            byte[] expected = Values.Sum(group.WorldSize, sizes[i], seed + i, type), got = Values.Bytes(regions[i]);
            if (SumsInRankOrder)
            {
                Assert.True(expected.AsSpan().SequenceEqual(got), $"{sizes[i]} elements of {type} differ from the sequential sum on rank {group.Rank}.");
            }
            else
            {
                Tensor sum = tensor(0, type).new_zeros(sizes[i]);
                expected.CopyTo(sum.bytes);
                Assert.True(regions[i].allclose(sum, rtol: 1e-3, atol: 1));
                Assert.All(group.AllGather(got), other => Assert.True(got.AsSpan().SequenceEqual(other)));
            }
        }
    }
}
