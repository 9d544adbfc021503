using System.Runtime.ExceptionServices;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Native;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>Replicas of one generation, each on a thread of this process, over the stand-in and local control groups.</summary>
internal sealed class NcclReplicas(int worldSize, params NcclLibrary[] libraries)
{
    private static readonly TimeSpan SafetyLimit = TimeSpan.FromSeconds(60);

    internal LocalControl Control { get; } = new(worldSize);

    internal NcclOptions Options { get; init; } = new() { PeerGrace = TimeSpan.FromMilliseconds(200), LastResort = reason => throw new InvalidOperationException(reason) };

    internal TimeSpan FormDeadline { get; init; } = TimeSpan.FromSeconds(30);

    internal IReadOnlyList<int>? SearchRanks { get; init; }

    internal IReadOnlyList<int>? EvaluationRanks { get; init; }

    /// <summary>Forms the groups on every thread and does the same thing with them; throws what the first thread threw.</summary>
    internal void Run(Action<CollectiveGroups> body)
    {
        if (Failures(body).OfType<Exception>().FirstOrDefault() is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>As <see cref="Run"/>; gives what each rank threw, or null.</summary>
    internal Exception?[] Failures(Action<CollectiveGroups> body)
    {
        NativeRuntime.Initialize();
        Exception?[] failures = new Exception?[worldSize];
        Thread[] threads = [.. Enumerable.Range(0, worldSize).Select(rank => new Thread(() => failures[rank] = Record.Exception(() => RunOne(rank, body))) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(SafetyLimit), "A replica hangs."));
        return failures;
    }

    private void RunOne(int rank, Action<CollectiveGroups> body)
    {
        NcclCollectives collectives = new(Control, libraries[rank % libraries.Length], () => new HostEvents(), Options);
        using ICollectiveSeat seat = collectives.Open("run", 1);
        using CollectiveGroups groups = seat.Form(
            new GroupSpec("run", 1, rank, [.. Enumerable.Repeat("local", worldSize)], new byte[32], SearchRanks, EvaluationRanks), FormDeadline);
        body(groups);
    }
}
