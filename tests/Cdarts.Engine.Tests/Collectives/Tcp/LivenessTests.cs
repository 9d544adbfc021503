using System.Net.Sockets;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives.Tcp;

public class LivenessTests
{
    private static readonly TcpCollectiveOptions Quick = new()
    {
        BeatInterval = TimeSpan.FromMilliseconds(50),
        LossAfter = TimeSpan.FromMilliseconds(600),
    };

    // Its first beat, sent as the group is formed, is its last one in the time of a test.
    private static readonly TcpCollectiveOptions Silent = new() { BeatInterval = TimeSpan.FromHours(1), LossAfter = TimeSpan.FromHours(3) };

    [Fact]
    public void A_peer_whose_process_dies_is_found_by_the_call_in_hand()
    {
        using CountdownEvent waiting = new(2);
        using CountdownEvent found = new(2);
        RankThreads.Run(Transports(Quick, Quick, Quick), groups =>
        {
            if (groups.World.Rank == 1)
            {
                waiting.Wait(RankThreads.Safety);
                foreach (TcpPeer peer in ((TcpCollective)groups.World).Mesh.Peers.OfType<TcpPeer>())
                {
                    peer.Data.LingerState = peer.Liveness.LingerState = new LingerOption(true, 0);
                    peer.Close();
                }

                found.Wait(RankThreads.Safety);
                return;
            }

            waiting.Signal();
            CollectiveException fault = Assert.Throws<CollectiveException>(() => groups.World.AllReduceSum([zeros(1_000_000)]));
            found.Signal();
            Assert.Equal([1], fault.Lost);
        });
    }

    [Fact]
    public void A_silent_peer_is_lost_and_the_token_says_so()
    {
        using CountdownEvent found = new(2);
        RankThreads.Run(Transports(Quick, Quick, Silent), groups =>
        {
            TcpCollective world = (TcpCollective)groups.World;
            if (world.Rank == 2)
            {
                found.Wait(RankThreads.Safety);
                return;
            }

            CollectiveException fault = Assert.Throws<CollectiveException>(world.Barrier);
            Assert.True(world.Faulted.WaitHandle.WaitOne(RankThreads.Safety));
            found.Signal();
            Assert.Equal([2], fault.Lost);
            Assert.Contains("no beat", fault.Message, StringComparison.Ordinal);
            Assert.Equal(fault.Message, world.Fault!.Message);
        });
    }

    [Fact]
    public void A_fault_is_seen_without_any_call()
    {
        RankThreads.Run(Transports(Quick, Quick), groups =>
        {
            TcpCollective world = (TcpCollective)groups.World;
            if (world.Rank == 1)
            {
                world.Abort("its device is gone");
            }

            Assert.True(world.Faulted.WaitHandle.WaitOne(RankThreads.Safety));
            Assert.Contains("its device is gone", world.Fault!.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_slow_peer_that_beats_is_not_lost()
    {
        using ManualResetEventSlim never = new();
        RankThreads.Run(Transports(Quick, Quick), groups =>
        {
            if (groups.World.Rank == 1)
            {
                // Three times the time after which a peer without beats is lost.
                never.Wait(3 * Quick.LossAfter);
            }

            groups.World.Barrier();
        });
    }

    [Fact]
    public void A_replica_that_was_frozen_itself_blames_nobody()
    {
        LeapingClock clock = new();
        TcpCollectiveOptions patient = Quick with { LossAfter = TimeSpan.FromMilliseconds(1200) };
        TcpCollectiveOptions seldom = new() { BeatInterval = TimeSpan.FromMilliseconds(500) };
        TcpCollectives[] transports = [new TcpCollectives(patient, clock), new TcpCollectives(seldom)];
        RankThreads.Run(transports, groups =>
        {
            TcpCollective world = (TcpCollective)groups.World;
            for (int freeze = 0; freeze < 3; freeze++)
            {
                if (world.Rank == 0)
                {
                    // To its liveness thread, the time between two of its turns was an hour, and mostly no beat has come since.
                    clock.Leap(TimeSpan.FromHours(1));
                    Assert.False(world.Faulted.WaitHandle.WaitOne(seldom.BeatInterval));
                }

                world.Barrier();
            }
        });
    }

    /// <summary>What a peer had sent for a call before it gave this replica up lies in the socket: with it the call could end as if all were well.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_replica_that_was_given_up_while_it_was_frozen_begins_no_call(bool thaws)
    {
        using StoppingClock clock = new();
        using ManualResetEventSlim stopped = new(), givenUp = new(), done = new();
        RankThreads.Run([new TcpCollectives(Quick, clock), new TcpCollectives(Quick)], groups =>
        {
            if (groups.World.Rank == 1)
            {
                stopped.Wait(RankThreads.Safety);
                Assert.Equal([0], Assert.Throws<CollectiveException>(groups.World.Barrier).Lost);
                givenUp.Set();
                done.Wait(RankThreads.Safety);
                return;
            }

            clock.Stop();
            stopped.Set();
            givenUp.Wait(RankThreads.Safety);
            if (thaws)
            {
                clock.Go();
            }

            Assert.Throws<CollectiveException>(groups.World.Barrier);
            clock.Go();
            done.Set();
        });
    }

    [Fact]
    public void A_peer_that_leaves_is_told_of_without_a_call()
    {
        RankThreads.Run(Transports(Quick, Quick), groups =>
        {
            TcpCollective world = (TcpCollective)groups.World;
            if (world.Rank == 0)
            {
                Assert.True(world.Faulted.WaitHandle.WaitOne(RankThreads.Safety));
                Assert.Equal([1], world.Fault!.Lost);
            }
        });
    }

    [Fact]
    public void A_block_longer_than_is_taken_is_refused()
    {
        TcpCollectiveOptions small = new() { LargestFrame = 1024 };
        RankThreads.Run(Transports(small, new TcpCollectiveOptions()), groups =>
        {
            CollectiveException fault = Assert.Throws<CollectiveException>(() =>
            {
                groups.World.AllGather(new byte[groups.World.Rank == 1 ? 5000 : 5]);
                groups.World.Barrier();
            });
            Assert.Contains("5000 bytes", fault.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Bytes_that_are_no_frame_are_a_fault_of_their_sender()
    {
        RankThreads.Run(Transports(Quick, Quick), groups =>
        {
            TcpCollective world = (TcpCollective)groups.World;
            if (world.Rank == 1)
            {
                world.Mesh.Peers[0]!.Data.Send(new byte[4096]);
                Assert.True(world.Faulted.WaitHandle.WaitOne(RankThreads.Safety));
                return;
            }

            CollectiveException fault = Assert.Throws<CollectiveException>(() => world.AllReduceSum([zeros(3)]));
            Assert.Equal([1], fault.Lost);
            Assert.Contains("no frame", fault.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Bytes_that_are_no_notice_are_a_fault_of_their_sender()
    {
        RankThreads.Run(Transports(Quick, Quick), groups =>
        {
            TcpCollective world = (TcpCollective)groups.World;
            if (world.Rank == 1)
            {
                world.Mesh.Peers[0]!.Tell(new byte[64]);
            }

            Assert.True(world.Faulted.WaitHandle.WaitOne(RankThreads.Safety));
            Assert.Contains(world.Rank == 0 ? "no notice" : "ank", world.Fault!.Message, StringComparison.Ordinal);
        });
    }

    private static TcpCollectives[] Transports(params TcpCollectiveOptions[] options) => [.. options.Select(option => new TcpCollectives(option))];

    /// <summary>Holds the liveness thread when it looks at the time.</summary>
    private sealed class StoppingClock : TimeProvider, IDisposable
    {
        private readonly ManualResetEventSlim _goes = new(true);

        public override long GetTimestamp()
        {
            if (Thread.CurrentThread.Name?.EndsWith("liveness", StringComparison.Ordinal) == true)
            {
                _goes.Wait(RankThreads.Safety);
            }

            return base.GetTimestamp();
        }

        public void Dispose() => _goes.Dispose();

        internal void Stop() => _goes.Reset();

        internal void Go() => _goes.Set();
    }

    private sealed class LeapingClock : TimeProvider
    {
        private long _leapt;

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _leapt);

        internal void Leap(TimeSpan time) => Interlocked.Add(ref _leapt, (long)(time.TotalSeconds * TimestampFrequency));
    }
}
