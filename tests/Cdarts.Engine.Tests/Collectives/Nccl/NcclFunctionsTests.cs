using Cdarts.Engine.Collectives.Nccl;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>The functions that no collective call uses; those that one uses are tested through it.</summary>
public class NcclFunctionsTests(NcclStandIn standIn) : IClassFixture<NcclStandIn>
{
    [SkippableFact]
    public void Gather_and_scatter_are_bound()
    {
        NcclFunctions functions = standIn.Load().Functions;
        Assert.Equal(NcclResult.Success, functions.GetUniqueId(out NcclUniqueId id));
        RankThreads.Each(2, rank =>
        {
            NcclCommunicator communicator = new(functions, rank, 2);
            Await(communicator, communicator.Start(id));
            Tensor own = tensor(new float[] { 10 + rank, 20 + rank }), all = zeros(4), part = zeros(1);
            DeviceRegion from = DeviceRegion.Of(own), to = DeviceRegion.Of(all), sum = DeviceRegion.Of(part);
            Await(communicator, functions.AllGather(from.Address, to.Address, from.Count, NcclDataType.Float32, communicator.Handle));
            Assert.Equal([10, 20, 11, 21], all.data<float>().ToArray());
            Await(communicator, functions.ReduceScatterSum(from.Address, sum.Address, sum.Count, NcclDataType.Float32, communicator.Handle));
            Assert.Equal(rank == 0 ? 21 : 41, part.item<float>());
            Await(communicator, communicator.StartFinalize());
            communicator.Destroy();
        });
    }

    private static void Await(NcclCommunicator communicator, NcclResult result)
    {
        Assert.Equal(NcclResult.InProgress, result);
        Assert.True(SpinWait.SpinUntil(() => communicator.State() != NcclResult.InProgress, RankThreads.Safety));
        Assert.Equal(NcclResult.Success, communicator.State());
    }
}
