using Orleans.Concurrency;

namespace Cdarts.Contracts.Grains;

/// <summary>What is known of the search network: alphas, their digest, the topology of each cycle. The key is the run's name.</summary>
[Alias("Cdarts.ISearchNetworkGrain")]
public interface ISearchNetworkGrain : IGrainWithStringKey
{
    /// <summary>Derives the topology of a cycle from the alphas, once: the same cycle, generation and digest get the same answer.</summary>
    [Alias("DeriveTopology")]
    Task<DerivedTopology> DeriveTopology(long generation, int cycle, AlphasSnapshot alphas);

    /// <summary>Replaces the history by what a group goes on from, and notes which of its replicas hold the network.</summary>
    [Alias("Rebuild")]
    Task Rebuild(long generation, IReadOnlyList<DerivedTopology> history, AlphasSnapshot alphas, IReadOnlyList<string> replicas);

    /// <summary>Replicas that hold the network, by their rank among themselves.</summary>
    [Alias("Replicas"), AlwaysInterleave]
    Task<IReadOnlyList<string>> Replicas();

    /// <summary>Topologies of the cycles so far, oldest first.</summary>
    [Alias("History"), AlwaysInterleave]
    Task<IReadOnlyList<DerivedTopology>> History();
}

/// <summary>What is known of the evaluation network: adopted topology, parameter and multiply-add counts, held-out figures.</summary>
[Alias("Cdarts.IEvaluationNetworkGrain")]
public interface IEvaluationNetworkGrain : IGrainWithStringKey
{
    /// <summary>Adopts the topology of a cycle and counts the network that it gives.</summary>
    [Alias("Adopt")]
    Task<EvaluationNetworkDescription> Adopt(long generation, DerivedTopology topology, Specification.RunSpec spec);

    /// <summary>Notes which replicas of a generation hold the network.</summary>
    [Alias("Assign")]
    Task Assign(long generation, IReadOnlyList<string> replicas);

    /// <summary>Replicas that hold the network, by their rank among themselves.</summary>
    [Alias("Replicas"), AlwaysInterleave]
    Task<IReadOnlyList<string>> Replicas();

    /// <summary>Notes the held-out figures of a cycle.</summary>
    [Alias("NoteHeldOut")]
    Task NoteHeldOut(long generation, int cycle, HeldOutRecord figures);

    /// <summary>The network in use, or null before the first cycle.</summary>
    [Alias("Describe"), AlwaysInterleave]
    Task<EvaluationNetworkDescription?> Describe();
}
