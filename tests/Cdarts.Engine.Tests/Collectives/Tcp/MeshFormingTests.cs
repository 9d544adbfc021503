using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Tcp;

public class MeshFormingTests
{
    [Theory]
    [InlineData("silent")]
    [InlineData("random")]
    [InlineData("http")]
    [InlineData("token")]
    [InlineData("generation")]
    [InlineData("run")]
    [InlineData("world")]
    [InlineData("rank")]
    [InlineData("addressee")]
    [InlineData("replay")]
    [InlineData("long")]
    public void A_foreign_connection_is_refused_unanswered_and_disturbs_nobody(string kind)
    {
        GroupSpec[] specs = RankThreads.Specs(Transports(2), out ICollectiveSeat[] seats);
        using Socket foreign = Connect(seats[0]);
        foreign.Send(Opening(kind, specs[1]));
        RankThreads.Each(2, rank =>
        {
            using CollectiveGroups groups = seats[rank].Form(specs[rank], RankThreads.Safety);
            groups.World.AllReduceSum([ones(3)]);
            groups.World.Barrier();
        });
        int answered = Drain(foreign);
        Assert.Equal(kind == "replay" ? Handshake.AnswerSize : 0, answered);
    }

    [Theory]
    [InlineData("token", "does not know the generation's secret")]
    [InlineData("generation", "is of generation 6")]
    [InlineData("run", "is of another run")]
    [InlineData("world", "is of a world of 9")]
    [InlineData("rank", "rank 5 is not one that calls here")]
    [InlineData("addressee", "looks for rank 1")]
    [InlineData("http", "does not speak this protocol")]
    [InlineData("silent", "it was silent")]
    public void The_refusal_is_in_the_message_of_a_forming_that_fails(string kind, string reason)
    {
        TcpCollectives[] transports = [.. Enumerable.Range(0, 2).Select(_ => new TcpCollectives(
            new TcpCollectiveOptions { HandshakeDeadline = TimeSpan.FromMilliseconds(50) }))];
        GroupSpec[] specs = RankThreads.Specs(transports, out ICollectiveSeat[] seats);
        using ICollectiveSeat first = seats[0], second = seats[1];
        using Socket foreign = Connect(first);
        foreign.Send(Opening(kind, specs[1]));
        CollectiveException problem = Assert.Throws<CollectiveException>(() => first.Form(specs[0], TimeSpan.FromMilliseconds(300)));
        Assert.Equal([1], problem.Lost);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_does_not_believe_whoever_listens_at_an_endpoint()
    {
        GroupSpec[] specs = RankThreads.Specs(Transports(2), out ICollectiveSeat[] seats);
        using ICollectiveSeat first = seats[0], second = seats[1];
        using Socket impostor = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        impostor.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        impostor.Listen();
        impostor.BeginAccept(
            result =>
            {
                Socket accepted = impostor.EndAccept(result);
                accepted.Send(RandomNumberGenerator.GetBytes(Handshake.AnswerSize));
            },
            null);
        GroupSpec misled = specs[1] with { Endpoints = [impostor.LocalEndPoint!.ToString()!, specs[1].Endpoints[1]] };
        CollectiveException problem = Assert.Throws<CollectiveException>(() => second.Form(misled, TimeSpan.FromMilliseconds(300)));
        Assert.Equal([0], problem.Lost);
    }

    [Fact]
    public void A_rank_that_is_there_twice_is_taken_once()
    {
        GroupSpec[] specs = RankThreads.Specs(Transports(3), out ICollectiveSeat[] seats);
        using ICollectiveSeat double1 = new TcpCollectives().Open("test", 7);
        using ManualResetEventSlim formed = new();
        List<bool> taken = [];
        RankThreads.Each(4, rank =>
        {
            // Two claim to be rank 2, with the secret; whichever connection is second is refused, and nobody hangs.
            ICollectiveSeat seat = rank == 3 ? double1 : seats[rank];
            try
            {
                using CollectiveGroups groups = seat.Form(specs[Math.Min(rank, 2)], TimeSpan.FromSeconds(1));
                formed.Wait(TimeSpan.FromSeconds(2));
            }
            catch (CollectiveException)
            {
                lock (taken)
                {
                    taken.Add(rank >= 2);
                }
            }
        });
        Assert.Contains(true, taken);
    }

    [Fact]
    public void A_replica_may_form_long_before_its_peers_have_their_seats()
    {
        TcpCollectives transport = new();
        int port = FreePort();
        using ICollectiveSeat second = transport.Open("test", 1);
        byte[] secret = new byte[32];
        string[] endpoints = [$"127.0.0.1:{port}", second.Endpoint];
        using ManualResetEventSlim calling = new();
        RankThreads.Each(2, rank =>
        {
            if (rank == 0)
            {
                calling.Wait(TimeSpan.FromMilliseconds(200));
            }

            using ICollectiveSeat seat = rank == 1
                ? second
                : new TcpCollectives(new TcpCollectiveOptions { FirstPort = port, LastPort = port }).Open("test", 1);
            using CollectiveGroups groups = seat.Form(new GroupSpec("test", 1, rank, endpoints, secret), RankThreads.Safety);
            groups.World.Barrier();
        });
    }

    [Fact]
    public void More_silent_connections_than_may_wait_hold_up_nobody()
    {
        TcpCollectiveOptions few = new() { PendingHandshakes = 4 };
        GroupSpec[] specs = RankThreads.Specs([.. Enumerable.Range(0, 3).Select(_ => new TcpCollectives(few))], out ICollectiveSeat[] seats);
        Socket[] silent = [.. Enumerable.Range(0, 40).Select(_ => Connect(seats[0]))];
        RankThreads.Each(3, rank =>
        {
            using CollectiveGroups groups = seats[rank].Form(specs[rank], RankThreads.Safety);
            groups.World.Barrier();
        });
        Assert.All(silent, socket => socket.Dispose());
    }

    [Fact]
    public void A_group_that_does_not_fit_the_seat_is_refused()
    {
        using ICollectiveSeat seat = new TcpCollectives().Open("test", 7);
        GroupSpec group = new("test", 7, 0, [seat.Endpoint], new byte[32]);
        foreach (GroupSpec wrong in new[]
        {
            group with { Generation = 8 }, group with { Run = "other" }, group with { Rank = 1 }, group with { Secret = [1] }, group with { SearchRanks = [0, 0] },
        })
        {
            Assert.Throws<CdartsException>(() => seat.Form(wrong, RankThreads.Safety));
        }
    }

    private static TcpCollectives[] Transports(int ranks) => [.. Enumerable.Range(0, ranks).Select(_ => new TcpCollectives())];

    private static byte[] Opening(string kind, GroupSpec peer) => kind switch
    {
        "silent" => [],
        "random" => RandomNumberGenerator.GetBytes(300),
        "http" => Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        "token" => new Handshake(peer with { Secret = RandomNumberGenerator.GetBytes(32) }).Hello(0, ConnectionPurpose.Data),
        "generation" => new Handshake(peer with { Generation = 6 }).Hello(0, ConnectionPurpose.Data),
        "run" => new Handshake(peer with { Run = "other" }).Hello(0, ConnectionPurpose.Data),
        "world" => new Handshake(peer with { Endpoints = [.. Enumerable.Repeat("", 9)] }).Hello(0, ConnectionPurpose.Data),
        "rank" => new Handshake(peer with { Rank = 5 }).Hello(0, ConnectionPurpose.Data),
        "addressee" => new Handshake(peer).Hello(1, ConnectionPurpose.Data),
        "replay" => [.. new Handshake(peer).Hello(0, ConnectionPurpose.Data), .. new byte[Handshake.MacSize]],
        _ => [.. new byte[100_000]],
    };

    private static Socket Connect(ICollectiveSeat seat)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPEndPoint.Parse(seat.Endpoint));
        return socket;
    }

    private static int Drain(Socket socket)
    {
        byte[] buffer = new byte[1024];
        int total = 0;
        while (true)
        {
            int count = socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (count == 0 || error != SocketError.Success)
            {
                return total;
            }

            total += count;
        }
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
