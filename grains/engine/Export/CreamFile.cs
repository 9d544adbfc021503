using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Export.Cream;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Export;

/// <summary>
/// Writes a network's weights and running statistics as a safetensors file with the names that PyTorch gives them in <c>ModelTest</c> of microsoft/Cream
/// (<c>CDARTS/lib/models/model_test.py</c>), so that <c>model.load_state_dict(safetensors.torch.load_file(path))</c> takes it as it is, if the module was made
/// for the same genotype, channels, stem and number of cells. That class has 20 cells for CIFAR and 14 for ImageNet.
/// </summary>
/// <remarks>
/// All its batch norms have scale and shift. The cells of a search's evaluation network have none in theirs: the file gives them ones and zeros. The order of
/// a node's two edges is that of the genotype in the file's metadata. The training-time auxiliary head is not part of the file.
/// </remarks>
public static class CreamFile
{
    private const string ModuleClass = "ModelTest of microsoft/Cream, CDARTS/lib/models/model_test.py";

    /// <summary>Writes the file; an old one stays until the new one is whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ExportedNetwork network)
    {
        using DurableReplacement replacement = new(path);
        Write(replacement.Stream, network);
        replacement.Commit();
    }

    /// <summary>Writes to a stream.</summary>
    internal static void Write(Stream stream, ExportedNetwork network)
    {
        if (network.Network.Topology.Space != DartsSpace.Instance)
        {
            throw new CdartsException(
                $"The PyTorch module whose names a safetensors file has is of the darts space, and the network is of {network.Network.Topology.Space.Name}: export onnx.");
        }

        StateDict state = new();
        CreamNetwork.Write(state, network.Network);
        Dictionary<string, string> metadata = ExportMetadata.Of(network);
        metadata.Add("format", "pt");
        metadata.Add("module_class", ModuleClass);
        SafetensorsFile.Write(stream, state.Blocks, metadata);
    }
}
