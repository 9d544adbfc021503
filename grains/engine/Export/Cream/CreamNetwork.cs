using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Operations;

namespace Cdarts.Engine.Export.Cream;

/// <summary>
/// Names of the tensors of a whole network, as Cream's <c>ModelTest</c> (microsoft/Cream, <c>CDARTS/lib/models/model_test.py</c>) has them:
/// <c>feature_extractor</c> is the stem, <c>nas_layers.STAGE.CELL</c> a cell with <c>preproc0</c>, <c>preproc1</c> and <c>dag.NODE.EDGE</c>, <c>fc</c> the
/// classifier. A stage ends with its reduction cell.
/// </summary>
internal static class CreamNetwork
{
    /// <summary>Adds all of a network.</summary>
    internal static void Write(StateDict state, InferenceNetwork network)
    {
        Stem(state, network.Stem);
        (int stage, int index) = (0, 0);
        foreach (InferenceCell cell in network.Stages.Cast<InferenceCell>())
        {
            Cell(state, $"nas_layers.{stage}.{index}", cell);
            (stage, index) = cell.Place.Reduction ? (stage + 1, 0) : (stage, index + 1);
        }

        state.Linear("fc", network.Classifier);
    }

    private static void Stem(StateDict state, Stem stem)
    {
        switch (stem)
        {
            case CifarStem cifar:
                state.Weight("feature_extractor.0.0.weight", cifar.Convolution.Weight);
                state.Norm("feature_extractor.0.1", cifar.Norm);
                break;
            case ImagenetStem imagenet:
                // The ReLUs count too: the first part is convolution, norm, ReLU, convolution, norm, the second ReLU, convolution, norm.
                string[] places = ["0.0", "0.3", "1.1"], norms = ["0.1", "0.4", "1.2"];
                for (int i = 0; i < places.Length; i++)
                {
                    state.Weight($"feature_extractor.{places[i]}.weight", imagenet.Convolutions[i].Weight);
                    state.Norm($"feature_extractor.{norms[i]}", imagenet.Norms[i]);
                }

                break;
            default:
                throw new CdartsException("The PyTorch module whose names a safetensors file has knows no ResNet stem: export onnx.");
        }
    }

    private static void Cell(StateDict state, string name, InferenceCell cell)
    {
        state.Operation(name + ".preproc0", cell.Inputs[0]);
        state.Operation(name + ".preproc1", cell.Inputs[1]);
        for (int node = 0; node < cell.Nodes.Count; node++)
        {
            for (int edge = 0; edge < cell.Nodes[node].Count; edge++)
            {
                // All but an identity are wrapped together with their drop path.
                Operation operation = cell.Nodes[node][edge].Operation;
                state.Operation($"{name}.dag.{node}.{edge}.0", operation);
            }
        }
    }
}
