using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Export;

/// <summary>
/// A trained network with what makes a file of it usable without the run: classes, normalisation, genotype, where it comes from. The network is read when a
/// file is written, so that it must not train in the meantime; bound to the network's thread. Disposing it frees a network that was loaded for it.
/// </summary>
public sealed class ExportedNetwork : IDisposable
{
    private readonly IDisposable? _owner;

    /// <summary>Describes a network.</summary>
    /// <param name="network">Network.</param>
    /// <param name="pictures">Pictures that it was trained on: their shape, classes and normalisation count.</param>
    /// <param name="origin">Where the weights come from, for people, for example <c>run demo, checkpoint g000001-u000000120</c>.</param>
    /// <param name="infer">Runs it: normalised pictures [B, C, H, W] to logits [B, K].</param>
    /// <param name="owner">What the network's tensors belong to, if it is to go with this object.</param>
    internal ExportedNetwork(InferenceNetwork network, PictureSet pictures, string origin, Func<Tensor, Tensor> infer, IDisposable? owner = null)
    {
        _owner = owner;
        Infer = infer;
        Network = network;
        (Channels, Height, Width) = (pictures.Channels, pictures.Height, pictures.Width);
        ClassNames = pictures.ClassNames;
        Normalisation = pictures.Normalisation;
        Origin = origin;
    }

    /// <summary>Describes the evaluation network of a search with the topology in use.</summary>
    /// <param name="network">Evaluation network.</param>
    /// <param name="pictures">Pictures that it was trained on: their shape, classes and normalisation count.</param>
    /// <param name="origin">Where the weights come from, for people, for example <c>run demo, checkpoint g000001-u000000120</c>.</param>
    /// <exception cref="InvalidOperationException">No topology was adopted.</exception>
    public static ExportedNetwork Of(EvaluationNetwork network, PictureSet pictures, string origin) => 
        new(network.ForInference(), pictures, origin, images => network.Forward(images, ForwardPass.Inference, withEnsemble: false).Logits);

    /// <summary>Channels of the pictures, C.</summary>
    public int Channels { get; }

    /// <summary>Rows of the pictures, H.</summary>
    public int Height { get; }

    /// <summary>Columns of the pictures, W.</summary>
    public int Width { get; }

    /// <summary>Names of the classes, in the order of the logits.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What is done to pixel values before the network sees them.</summary>
    public Normalisation Normalisation { get; }

    /// <summary>The kept operations and edges.</summary>
    public Genotype Topology => Network.Topology;

    /// <summary>Where the weights come from.</summary>
    public string Origin { get; }

    internal InferenceNetwork Network { get; }

    internal Func<Tensor, Tensor> Infer { get; }

    /// <inheritdoc/>
    public void Dispose() => _owner?.Dispose();
}
