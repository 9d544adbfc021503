using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Export.Onnx;

namespace Cdarts.Engine.Export;

/// <summary>
/// Writes a network for inference as an ONNX file: operator set 17, input <c>images</c> [batch, 3, H, W] of float32 pixels that are normalised already, output
/// <c>logits</c> [batch, K] of float32; <c>batch</c> may be any number. The file's metadata names classes, normalisation, genotype and origin.
/// </summary>
public static class OnnxFile
{
    /// <summary>Writes the file; an old one stays until the new one is whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ExportedNetwork network) => DurableFile.WriteAllBytes(path, ToBytes(network).Span);

    /// <summary>The file's bytes.</summary>
    internal static ReadOnlyMemory<byte> ToBytes(ExportedNetwork network)
    {
        OnnxGraph graph = new();
        OnnxNetwork.Write(graph, network.Network);
        ProtobufMessage message = graph.ToMessage(
            ExportMetadata.Producer,
            (OnnxNetwork.Input, [network.Channels, network.Height, network.Width]),
            (OnnxNetwork.Output, [network.ClassNames.Count]));
        return OnnxMessages.Model(message, ExportMetadata.Producer, ExportMetadata.Version, ExportMetadata.Of(network)).ToMemory();
    }
}
