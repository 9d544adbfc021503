using Cdarts.Engine.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives;

public class SingleCollectiveTests
{
    [Fact]
    public void A_group_of_one_gives_back_what_it_was_given()
    {
        using DisposeScope scope = NewDisposeScope();
        using SingleCollective collective = new();
        Tensor region = tensor(new[] { 1.5, -2 });
        collective.AllReduceSum([region]);
        collective.Barrier();
        Assert.Equal([1.5, -2], region.data<double>().ToArray());
        Assert.Equal((0, 1), (collective.Rank, collective.WorldSize));
        Assert.Equal([7, 8], Assert.Single(collective.AllGather([7, 8])));
    }
}
