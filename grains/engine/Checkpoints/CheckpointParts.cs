namespace Cdarts.Engine.Checkpoints;

/// <summary>The files of a checkpoint beside its manifest.</summary>
internal static class CheckpointParts
{
    /// <summary>Search network.</summary>
    public const string Search = "search.safetensors";

    /// <summary>Evaluation network's pool.</summary>
    public const string Evaluation = "evaluation.safetensors";

    /// <summary>What belongs to neither network alone.</summary>
    public const string Run = "run.safetensors";

    /// <summary>All, in the order of writing.</summary>
    public static IReadOnlyList<string> All { get; } = [Search, Evaluation, Run];

    /// <summary>What a content holds for a part.</summary>
    public static IReadOnlyList<TensorBlock> Of(CheckpointContent content, string part) => part switch
    {
        Search => content.Search,
        Evaluation => content.Evaluation,
        _ => content.Run,
    };
}
