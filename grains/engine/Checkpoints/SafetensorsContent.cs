namespace Cdarts.Engine.Checkpoints;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Metadata">Free text by key.</param>
/// <param name="Blocks">Tensors in the order of their data.</param>
public sealed record SafetensorsContent(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorBlock> Blocks);
