namespace Cdarts.Engine.Spaces;

/// <summary>
/// The candidate operations of the DARTS space, by name. The index order is part of the checkpoint and genotype contract (specification, 1.1).
/// </summary>
public static class Primitives
{
    /// <summary>Index of the max pooling.</summary>
    public const int MaxPool = 0;

    /// <summary>Index of the average pooling.</summary>
    public const int AveragePool = 1;

    /// <summary>Index of the skip connection: identity, or a factorized reduce at stride 2.</summary>
    public const int SkipConnect = 2;

    /// <summary>Index of <c>none</c>: zeros. It takes part in the softmax and is never kept.</summary>
    public const int None = 7;

    /// <summary>Operations that a mixed op computes: all but <c>none</c>.</summary>
    public const int OperationCount = 7;

    /// <summary>Logits per edge: the operations and <c>none</c>.</summary>
    public const int CandidateCount = 8;

    /// <summary>Names by index.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["max_pool_3x3", "avg_pool_3x3", "skip_connect", "sep_conv_3x3", "sep_conv_5x5", "dil_conv_3x3", "dil_conv_5x5", "none"];

    /// <summary>Index of a name, or -1.</summary>
    public static int IndexOf(string name) => Names.IndexOf(name);
}
