using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks;

/// <summary>What comes before the first cell; gives the first cell's two inputs (specification, 1.3). Batch norms are affine.</summary>
internal abstract class Stem
{
    internal abstract (Tensor First, Tensor Second) Forward(Tensor x, ForwardPass pass);

    internal static Stem Create(Declarations declare, NetworkSettings settings) => settings.Stem switch
    {
        StemKind.Imagenet => new ImagenetStem(declare, settings.Channels),
        StemKind.Resnet => new ResnetStem(declare, settings.Channels),
        _ => new CifarStem(declare, settings.Channels * settings.StemMultiplier),
    };
}

/// <summary>3x3 convolution and batch norm; both inputs of the first cell are its output.</summary>
internal sealed class CifarStem : Stem
{
    internal CifarStem(Declarations declare, int channels)
    {
        Convolution = new Convolution(declare, "convolution", 3, channels, kernel: 3, padding: 1);
        Norm = declare.Norm("norm", channels, affine: true);
    }

    internal Convolution Convolution { get; }

    internal BatchNorm Norm { get; }

    internal override (Tensor First, Tensor Second) Forward(Tensor x, ForwardPass pass)
    {
        Tensor output = Norm.Forward(Convolution.Forward(x), pass);
        return (output, output);
    }
}

/// <summary>Three 3x3 stride-2 convolutions: the first input of the first cell has a quarter of the picture's size, the second an eighth.</summary>
internal sealed class ImagenetStem : Stem
{
    private readonly Convolution[] _convolutions;
    private readonly BatchNorm[] _norms;

    internal ImagenetStem(Declarations declare, int channels)
    {
        int[] widths = [3, channels / 2, channels, channels];
        _convolutions = new Convolution[3];
        _norms = new BatchNorm[3];
        for (int i = 0; i < 3; i++)
        {
            _convolutions[i] = new Convolution(declare, $"convolution{i}", widths[i], widths[i + 1], kernel: 3, stride: 2, padding: 1);
            _norms[i] = declare.Norm($"norm{i}", widths[i + 1], affine: true);
        }
    }

    internal IReadOnlyList<Convolution> Convolutions => _convolutions;

    internal IReadOnlyList<BatchNorm> Norms => _norms;

    internal override (Tensor First, Tensor Second) Forward(Tensor x, ForwardPass pass)
    {
        Tensor half = F.relu(_norms[0].Forward(_convolutions[0].Forward(x), pass));
        Tensor quarter = _norms[1].Forward(_convolutions[1].Forward(half), pass);
        Tensor eighth = _norms[2].Forward(_convolutions[2].Forward(F.relu(quarter)), pass);
        return (quarter, eighth);
    }
}

/// <summary>7x7 convolution, batch norm, ReLU and 3x3 maximum pooling: both inputs of the first cell have a quarter of the picture's size.</summary>
internal sealed class ResnetStem : Stem
{
    internal ResnetStem(Declarations declare, int channels)
    {
        Convolution = new Convolution(declare, "convolution", 3, channels, kernel: 7, stride: 2, padding: 3);
        Norm = declare.Norm("norm", channels, affine: true);
    }

    internal Convolution Convolution { get; }

    internal BatchNorm Norm { get; }

    internal override (Tensor First, Tensor Second) Forward(Tensor x, ForwardPass pass)
    {
        Tensor half = F.relu(Norm.Forward(Convolution.Forward(x), pass));
        Tensor quarter = F.max_pool2d(half, [3, 3], [2, 2], [1, 1]);
        return (quarter, quarter);
    }
}
