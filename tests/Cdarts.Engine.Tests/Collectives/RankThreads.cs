using System.Security.Cryptography;
using Cdarts.Engine.Collectives;
using TorchSharp;

namespace Cdarts.Engine.Tests.Collectives;

/// <summary>Replicas of a test, each on a thread of its own, as in the product.</summary>
internal static class RankThreads
{
    /// <summary>A limit that only a hang reaches.</summary>
    internal static TimeSpan Safety { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Forms a group, runs every rank's part and disposes the group.</summary>
    internal static void Run(IReadOnlyList<ICollectives> transports, Action<CollectiveGroups> part, Func<GroupSpec, GroupSpec>? change = null)
    {
        GroupSpec[] specs = Specs(transports, out ICollectiveSeat[] seats);
        using Barrier formed = new(seats.Length);
        Each(seats.Length, rank =>
        {
            using ICollectiveSeat seat = seats[rank];
            using CollectiveGroups groups = Form(seat, change is null ? specs[rank] : change(specs[rank]), formed);
            part(groups);
        });
    }

    /// <summary>A group may only be used when all have formed theirs.</summary>
    private static CollectiveGroups Form(ICollectiveSeat seat, GroupSpec group, Barrier formed)
    {
        try
        {
            CollectiveGroups groups = seat.Form(group, Safety);
            formed.SignalAndWait(Safety);
            return groups;
        }
        catch
        {
            formed.RemoveParticipant();
            throw;
        }
    }

    /// <summary>Opens all seats and gives every rank's group.</summary>
    internal static GroupSpec[] Specs(IReadOnlyList<ICollectives> transports, out ICollectiveSeat[] seats, long generation = 7)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        ICollectiveSeat[] opened = [.. transports.Select(transport => transport.Open("test", generation))];
        seats = opened;
        string[] endpoints = [.. opened.Select(seat => seat.Endpoint)];
        return [.. opened.Select((_, rank) => new GroupSpec("test", generation, rank, endpoints, secret))];
    }

    /// <summary>Runs something once per rank, all at the same time; throws the first error by rank.</summary>
    internal static void Each(int ranks, Action<int> part)
    {
        Exception?[] errors = new Exception?[ranks];
        Thread[] threads =
        [
            .. Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
            {
                try
                {
                    using DisposeScope scope = torch.NewDisposeScope();
                    part(rank);
                }
                catch (Exception error)
                {
                    errors[rank] = error;
                }
            })
            { IsBackground = true, Name = $"rank {rank}" }),
        ];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        for (int rank = 0; rank < ranks; rank++)
        {
            Assert.True(threads[rank].Join(2 * Safety), $"Rank {rank} hangs.");
        }

        if (errors.Any(error => error is not null))
        {
            throw new AggregateException(errors.OfType<Exception>());
        }
    }
}
