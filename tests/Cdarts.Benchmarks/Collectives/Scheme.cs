namespace Cdarts.Benchmarks.Collectives;

/// <summary>How a sum goes between nodes.</summary>
internal enum Scheme
{
    /// <summary>Everybody exchanges with everybody.</summary>
    Direct,

    /// <summary>Recursive halving and doubling.</summary>
    HalvingDoubling,

    /// <summary>Around a ring.</summary>
    Ring,

    /// <summary>Up and down a tree, pipelined.</summary>
    Tree,
}
