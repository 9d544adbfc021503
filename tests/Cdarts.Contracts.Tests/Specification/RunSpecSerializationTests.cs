using Cdarts.Contracts.Specification;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Cdarts.Contracts.Tests.Specification;

public sealed class RunSpecSerializationTests
{
    [Fact]
    public void Every_setting_crosses_a_process_border()
    {
        using ServiceProvider services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        Serializer serializer = services.GetRequiredService<Serializer>();
        RunSpec spec = RunSpec.Nni with
        {
            Seed = 7,
            Device = "cuda:1",
            Data = new() { Name = "idx", Path = "pictures", BatchSize = 8, TrainFraction = 0.25, CropPadding = 2, Flip = false },
            HeldOut = new() { StatisticsBatches = 3 },
        };

        Assert.Equal(spec, serializer.Deserialize<RunSpec>(serializer.SerializeToArray(spec)));
    }
}
