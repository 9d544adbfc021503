using System.Net;
using Cdarts.Silo.Commands;
using Cdarts.Silo.Supervision;

namespace Cdarts.Silo.Tests.Supervision;

public sealed class ChildArgumentsTests
{
    [Fact]
    public void A_silo_gets_its_device_and_what_is_the_same_for_all_and_no_password()
    {
        SiloSettings settings = new() { Cluster = "lab", Device = "all" };

        Assert.Equal(
            ["--device", "cuda:1", "--threads", "4"],
            ChildArguments.Of(["--device", "all", "--redis=r:1,password=secret", "--threads", "4", "--cluster", "lab"], settings, "cuda:1", 1));
    }

    [Fact]
    public void Names_and_ports_differ()
    {
        SiloSettings settings = new() { Cluster = "lab", Device = "all", Name = "n", SiloPort = 5000, GatewayPort = 6000 };

        Assert.Equal(
            ["--device", "cuda:2", "--name", "n-cuda2", "--silo-port", "5002", "--gateway-port", "6002"],
            ChildArguments.Of(["--device=all", "--name", "n", "--silo-port", "5000", "--gateway-port", "6000"], settings, "cuda:2", 2));
    }

    [Fact]
    public void At_an_address_of_the_network_the_fixed_ports_are_counted_up()
    {
        SiloSettings settings = new() { Cluster = "lab", Device = "all", Advertise = IPAddress.Parse("10.0.0.1") };

        Assert.Equal(
            ["--device", "cuda:1", "--advertise", "10.0.0.1", "--silo-port", "11112", "--gateway-port", "30001"],
            ChildArguments.Of(["--device", "all", "--advertise", "10.0.0.1"], settings, "cuda:1", 1));
    }
}
