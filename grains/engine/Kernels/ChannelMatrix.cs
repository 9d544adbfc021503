namespace Cdarts.Engine.Kernels;

/// <summary>Weights of a 1x1 convolution as its kernel reads them: [output block][input channel][lane].</summary>
/// <param name="weights">First element; blocks follow each other.</param>
/// <param name="depth">Input channels, a multiple of the input's lanes.</param>
/// <param name="outputBlocks">Blocks of output channels.</param>
internal readonly unsafe struct ChannelMatrix<T>(T* weights, int depth, int outputBlocks)
    where T : unmanaged
{
    internal T* Weights => weights;

    internal int Depth => depth;

    internal int OutputBlocks => outputBlocks;
}
