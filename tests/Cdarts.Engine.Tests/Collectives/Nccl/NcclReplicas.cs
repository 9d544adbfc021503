using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Collectives.Tcp;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>Replicas of one generation, each on a thread of this process, over the stand-in, with control groups over TCP.</summary>
/// <param name="worldSize">Replicas.</param>
/// <param name="libraries">Which replica uses which library, over and over.</param>
internal sealed class NcclReplicas(int worldSize, params NcclLibrary[] libraries)
{
    internal NcclOptions Options { get; init; } = new() { LastResort = reason => throw new InvalidOperationException(reason) };

    internal TimeSpan FormDeadline { get; init; } = RankThreads.Safety;

    internal IReadOnlyList<int>? SearchRanks { get; init; }

    internal IReadOnlyList<int>? EvaluationRanks { get; init; }

    /// <summary>Forms the groups on every thread and does the same thing with them; throws what the first thread threw.</summary>
    internal void Run(Action<CollectiveGroups> body)
    {
        if (Failures(body).OfType<Exception>().ToArray() is { Length: > 0 } failures)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>As <see cref="Run"/>; gives what each rank threw, or null.</summary>
    internal Exception?[] Failures(Action<CollectiveGroups> body)
    {
        Exception?[] failures = new Exception?[worldSize];
        GroupSpec[] specs = RankThreads.Specs(
            [.. Enumerable.Range(0, worldSize).Select(rank => new NcclCollectives(new TcpCollectives(), libraries[rank % libraries.Length], () => new HostEvents(), Options))],
            out ICollectiveSeat[] seats);
        RankThreads.Each(worldSize, rank => failures[rank] = Record.Exception(() =>
        {
            using ICollectiveSeat seat = seats[rank];
            using CollectiveGroups groups = seat.Form(specs[rank] with { SearchRanks = SearchRanks, EvaluationRanks = EvaluationRanks }, FormDeadline);
            body(groups);
        }));
        return failures;
    }
}
