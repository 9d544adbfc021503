using Cdarts.Engine.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

public class NcclCollectiveTests(NcclStandIn standIn) : IClassFixture<NcclStandIn>
{
    /// <summary>Longer than a slot of the stand-in, and no multiple of it.</summary>
    private const int Long = 70_001;

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Regions_are_summed_in_place_in_rank_order(int ranks) => Replicas(ranks).Run(groups =>
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] regions = [Values(groups.World.Rank, Long), Values(groups.World.Rank, 5), zeros(0)];
        Tensor expected = Values(0, Long);
        for (int rank = 1; rank < ranks; rank++)
        {
            expected += Values(rank, Long);
        }

        groups.World.AllReduceSum(regions);
        Assert.Equal(expected.data<float>().ToArray(), regions[0].data<float>().ToArray());
        Assert.Equal(expected.data<float>().ToArray()[..5], regions[1].data<float>().ToArray());
    });

    [SkippableTheory]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Every_type_is_summed_as_itself(ScalarType type) => Replicas(2).Run(groups =>
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor region = arange(20).to(type) + groups.World.Rank;
        groups.World.AllReduceSum([region]);
        Assert.Equal(type, region.dtype);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => 2.0 * i + 1), region.to(ScalarType.Float64).data<double>().ToArray());
    });

    [SkippableFact]
    public void A_view_into_a_buffer_is_summed_and_nothing_around_it() => Replicas(2).Run(groups =>
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor buffer = ones(10);
        groups.World.AllReduceSum([buffer.narrow(0, 3, 4)]);
        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 1, 1, 1], buffer.data<float>().ToArray());
    });

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_root_gives_its_regions_of_any_type(int root) => Replicas(3).Run(groups =>
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] regions = [Values(groups.World.Rank, Long), tensor(new[] { groups.World.Rank == root, true })];
        groups.World.Broadcast(regions, root);
        Assert.Equal(Values(root, Long).data<float>().ToArray(), regions[0].data<float>().ToArray());
        Assert.Equal([true, true], regions[1].data<bool>().ToArray());
    });

    [SkippableFact]
    public void Two_ranks_exchange_while_the_third_does_nothing() => Replicas(3).Run(groups =>
    {
        using DisposeScope scope = NewDisposeScope();
        if (groups.World.Rank != 1)
        {
            Tensor received = zeros(Long);
            groups.World.SendReceive(Values(groups.World.Rank, Long), received, 2 - groups.World.Rank);
            Assert.Equal(Values(2 - groups.World.Rank, Long).data<float>().ToArray(), received.data<float>().ToArray());
        }

        groups.World.Barrier();
    });

    [SkippableFact]
    public void Blocks_of_different_lengths_are_gathered_in_rank_order() => Replicas(3).Run(groups =>
    {
        IReadOnlyList<byte[]> blocks = groups.World.AllGather([.. Enumerable.Repeat((byte)groups.World.Rank, groups.World.Rank)]);
        Assert.Equal([[], [1], [2, 2]], blocks);
    });

    [SkippableFact]
    public void Search_and_evaluation_replicas_have_communicators_of_their_own()
    {
        NcclReplicas replicas = new(4, standIn.Load()) { SearchRanks = [3, 1], EvaluationRanks = [0, 2] };
        replicas.Run(groups =>
        {
            using DisposeScope scope = NewDisposeScope();
            int world = groups.World.Rank;
            ICollective mine = (world % 2 == 1 ? groups.Search : groups.Evaluation)!;
            Assert.Null(world % 2 == 1 ? groups.Evaluation : groups.Search);
            Assert.Equal((world / 2, 2), (mine.Rank, mine.WorldSize));
            Tensor region = tensor(new[] { Math.Pow(10, world) });
            mine.AllReduceSum([region]);
            Assert.Equal(world % 2 == 1 ? 1010 : 101, region.item<double>());
            groups.World.AllReduceSum([region]);
            Assert.Equal(2222, region.item<double>());
        });
    }

    [SkippableFact]
    public void A_world_in_which_every_replica_holds_both_networks_has_one_communicator() => Replicas(2).Run(groups =>
    {
        Assert.Same(groups.World, groups.Search);
        Assert.Same(groups.World, groups.Evaluation);
    });

    [SkippableFact]
    public void Slow_calls_are_waited_for()
    {
        NcclReplicas replicas = Replicas(2);
        standIn.Set(StandInFault.SlowMicroseconds, 1, 30_000);
        replicas.Run(groups =>
        {
            using Tensor region = ones(3);
            for (int i = 0; i < 3; i++)
            {
                groups.World.AllReduceSum([region]);
            }

            Assert.Equal([8, 8, 8], region.data<float>().ToArray());
        });
    }

    [SkippableFact]
    public void Arguments_that_no_peer_can_agree_with_are_refused_before_any_call() => Replicas(2).Run(groups =>
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => groups.World.AllReduceSum([ones(4, 4).t()]));
        Assert.Throws<ArgumentException>(() => groups.World.AllReduceSum([tensor(new[] { true })]));
        Assert.Throws<ArgumentOutOfRangeException>(() => groups.World.Broadcast([ones(1)], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => groups.World.SendReceive(ones(1), ones(1), groups.World.Rank));
        Tensor region = ones(1);
        groups.World.AllReduceSum([region]);
        Assert.Equal(2, region.item<float>());
    });

    private static Tensor Values(int rank, int count)
    {
        using Generator generator = new((ulong)(rank + 1));
        using Tensor uniform = rand(count, generator: generator);
        return (uniform * Math.Pow(10, rank)).to(ScalarType.Float32);
    }

    private NcclReplicas Replicas(int ranks) => new(ranks, standIn.Load());
}
