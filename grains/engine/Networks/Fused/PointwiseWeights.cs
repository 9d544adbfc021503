using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>A 1x1 convolution's weight and where it lies in a larger matrix that is zero elsewhere.</summary>
/// <param name="Weight">Output channels x input channels x 1 x 1.</param>
/// <param name="FirstOutput">Its first output channel.</param>
/// <param name="FirstInput">Place of its first input channel.</param>
internal readonly record struct WeightBand(Weight Weight, int FirstOutput, int FirstInput);

/// <summary>The matrix of a unit's 1x1 convolution as the kernels read it, forwards and backwards, and its gradient.</summary>
internal sealed unsafe class PointwiseWeights<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<WeightBand> _bands;
    private readonly (int Forward, int Backward)[][] _places;
    private readonly int _outputLanes;
    private readonly int _inputLanes;
    private readonly ScratchMemory<T> _memory;

    /// <param name="bands">The weights.</param>
    /// <param name="places">Place of each input channel among the padded input channels.</param>
    /// <param name="input">Padded input channels and lanes.</param>
    /// <param name="output">Padded output channels and lanes.</param>
    internal PointwiseWeights(IReadOnlyList<WeightBand> bands, IReadOnlyList<int> places, PictureShape input, PictureShape output)
    {
        (_bands, _outputLanes, _inputLanes) = (bands, output.Lanes, input.Lanes);
        _places = [.. bands.Select(band => places
            .Select(place => ((band.FirstInput + place) * output.Lanes, First(band.FirstInput + place, output.Channels, input.Lanes))).ToArray())];
        int elements = input.Channels * output.Channels;
        _memory = new ScratchMemory<T>(3 * elements);
        Forward = new ChannelMatrix<T>(_memory.Take(elements), input.Channels, output.Blocks);
        Backward = new ChannelMatrix<T>(_memory.Take(elements), output.Channels, input.Blocks);
        Gradient = new ChannelMatrix<T>(_memory.Take(elements), input.Channels, output.Blocks);
    }

    internal bool Learns => _bands[0].Weight.Learns;

    /// <summary>From input to output channels.</summary>
    internal ChannelMatrix<T> Forward { get; }

    /// <summary>From output to input channels: the transpose.</summary>
    internal ChannelMatrix<T> Backward { get; }

    /// <summary>The gradient, added up over pictures; laid out as <see cref="Forward"/>.</summary>
    internal ChannelMatrix<T> Gradient { get; }

    internal void Pack()
    {
        foreach ((WeightBand band, (int Forward, int Backward)[] places) in _bands.Zip(_places))
        {
            T* source = band.Weight.Pointer<T>();
            for (int o = 0; o < band.Weight.Shape[0]; o++)
            {
                int output = band.FirstOutput + o;
                T* forward = Forward.Weights + First(output, Forward.Depth, _outputLanes), backward = Backward.Weights + (output * _inputLanes);
                foreach ((int place, int transposed) in places)
                {
                    forward[place] = *source;
                    backward[transposed] = *source++;
                }
            }
        }
    }

    /// <summary>Adds <see cref="Gradient"/> to the weights' gradients and clears it.</summary>
    internal void GiveGradients()
    {
        foreach ((WeightBand band, (int Forward, int Backward)[] places) in _bands.Zip(_places))
        {
            T* target = band.Weight.GradientPointer<T>();
            for (int o = 0; o < band.Weight.Shape[0]; o++)
            {
                T* source = Gradient.Weights + First(band.FirstOutput + o, Gradient.Depth, _outputLanes);
                foreach ((int place, _) in places)
                {
                    *target++ += source[place];
                }
            }
        }

        new Span<T>(Gradient.Weights, Gradient.Depth * Gradient.OutputBlocks * _outputLanes).Clear();
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>Place of an output channel's weight for input channel 0.</summary>
    private static int First(int output, int depth, int lanes) => (output / lanes * depth * lanes) + (output % lanes);
}
