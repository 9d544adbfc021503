using System.Runtime.InteropServices;
using Cdarts.Engine.Data;
using Cdarts.Engine.Export;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Export;

/// <summary>Small evaluation networks whose every number is another than the one it starts with, and pictures for them.</summary>
internal static class ExportSample
{
    internal static NetworkSettings Cifar { get; } = new() { Channels = 4, StemMultiplier = 3, SearchCells = 3, EvaluationCells = 5 };

    internal static NetworkSettings Imagenet { get; } = Cifar with { Stem = StemKind.Imagenet, StemMultiplier = 1 };

    internal static NetworkSettings Resnet { get; } = Cifar with { Stem = StemKind.Resnet, SearchCells = 4 };

    /// <summary>The built-in test pictures.</summary>
    internal static ImageSet Pictures { get; } = (ImageSet)DataSource.Load(new DataSettings()).Test;

    /// <summary>Random pictures of 224 x 224 with seven classes.</summary>
    internal static ImageSet LargePictures { get; } = Random(count: 3, size: 224, classes: 7);

    internal static EvaluationNetwork Network(NetworkSettings settings, ImageSet pictures, Genotype topology, Precision precision = Precision.Float32)
    {
        CdartsNetworks networks = CdartsNetworks.Build(settings, pictures.Classes, pictures.Height, seed: 5, precision);
        Shake(networks.Evaluation.Norms);
        networks.Evaluation.Adopt(topology);
        return networks.Evaluation;
    }

    /// <summary>A network that was retrained, with the same shape and numbers of its own.</summary>
    internal static RetrainNetwork Retrained(
        NetworkSettings settings, ImageSet pictures, Genotype genotype, bool affine = true, Precision precision = Precision.Float32)
    {
        RetrainNetworkSettings shape = new()
        {
            Channels = settings.Channels, Stem = settings.Stem, StemMultiplier = settings.StemMultiplier, Cells = settings.EvaluationCells, Affine = affine,
        };
        RetrainNetwork network = RetrainNetwork.Build(shape, genotype, pictures.Classes, pictures.Height, seed: 5, precision);
        Shake(network.Norms);
        return network;
    }

    internal static ExportedNetwork Exported(RetrainNetwork network, ImageSet pictures) =>
        new(network.ForInference(), pictures, "a test", network.Infer);

    /// <summary>Gives norms other numbers than they start with.</summary>
    private static void Shake(IEnumerable<BatchNorm> norms)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using Generator generator = new(11);
        foreach (BatchNorm norm in norms)
        {
            Tensor Draw() => rand([norm.Channels], dtype: ScalarType.Float64, generator: generator).to(norm.Mean.dtype);
            norm.Mean.copy_((Draw() - 0.5) * 0.4);
            norm.Variance.copy_((Draw() * 0.5) + 0.1);
            norm.Scale?.Value.copy_(Draw() + 0.5);
            norm.Shift?.Value.copy_(Draw() - 0.5);
        }
    }

    internal static ExportedNetwork Exported(EvaluationNetwork network, ImageSet pictures) => ExportedNetwork.Of(network, pictures, "a test");

    /// <summary>Normalised pictures of a set, one after another, each [C, H, W].</summary>
    internal static float[] Images(ImageSet pictures, int first, int count)
    {
        float[] images = new float[count * pictures.Channels * pictures.Height * pictures.Width];
        PictureWriter writer = PictureWriter.Create(pictures, Precision.Float32);
        Span<byte> bytes = MemoryMarshal.AsBytes(images.AsSpan());
        for (int i = 0; i < count; i++)
        {
            writer.Write(first + i, PictureChange.None, bytes.Slice(i * writer.BytesPerPicture, writer.BytesPerPicture));
        }

        return images;
    }

    /// <summary>The network's own inference.</summary>
    internal static float[] Logits(ExportedNetwork network, float[] images, int count)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor x = tensor(images).reshape(count, network.Channels, network.Height, network.Width).to(network.Network.Classifier.Weight.Value.dtype);
        return [.. network.Infer(x).to(ScalarType.Float32).data<float>()];
    }

    /// <summary>A genotype drawn from a seed.</summary>
    internal static Genotype Drawn(ulong seed)
    {
        CounterRandom random = new(seed);
        CellGenotype Cell() => new([.. Enumerable.Range(0, CellSpace.NodeCount).Select(node =>
        {
            int first = random.NextInt(CellSpace.EdgesInto(node)), second = random.NextInt(CellSpace.EdgesInto(node) - 1);
            return (IReadOnlyList<GenotypeEdge>)[Edge(first), Edge(second >= first ? second + 1 : second)];
            GenotypeEdge Edge(int source) => new(random.NextInt(Primitives.OperationCount), source);
        })]);
        return new Genotype(Cell(), Cell());
    }

    private static ImageSet Random(int count, int size, int classes)
    {
        CounterRandom random = new(23);
        byte[] pixels = new byte[count * 3 * size * size];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)random.NextInt(256);
        }

        return new ImageSet(
            "random", 3, size, size, pixels, new int[count], [.. Enumerable.Range(0, classes).Select(k => $"class {k}")],
            new Normalisation([.485, .456, .406], [.229, .224, .225]));
    }
}
