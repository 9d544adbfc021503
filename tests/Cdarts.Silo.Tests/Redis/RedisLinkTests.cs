using System.Net;
using System.Net.Sockets;
using Cdarts.Silo.Redis;

namespace Cdarts.Silo.Tests.Redis;

public sealed class RedisLinkTests
{
    [Fact]
    public async Task Nobody_there_is_tried_again_and_then_told()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        List<string> said = [];

        RedisUnreachableException failure = await Assert.ThrowsAsync<RedisUnreachableException>(() =>
            new RedisLink(TimeProvider.System).ConnectAsync(
                RedisAddress.Parse($"127.0.0.1:{port},password=secret", "--redis"), TimeSpan.FromSeconds(3), said.Add, CancellationToken.None));

        Assert.Equal($"Redis at 127.0.0.1:{port} did not answer for 3 s: see whether it runs there and can be reached from this machine.", failure.Message);
        Assert.Equal([$"Redis at 127.0.0.1:{port} does not answer; trying again for up to 3 s."], said);
    }
}
