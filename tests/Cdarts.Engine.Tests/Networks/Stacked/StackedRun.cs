using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Stacked;

/// <summary>Tiny trainers whose search network is stacked though they run on the CPU.</summary>
internal static class StackedRun
{
    /// <summary>Which way is left to be chosen.</summary>
    internal static CdartsSettings Settings { get; } = With(StackingChoice.Auto);

    internal static CdartsSettings With(StackingChoice choice) => TinyRun.Settings with
    {
        Network = TinyRun.Settings.Network with { Stacking = choice, StackAnywhere = true },
    };

    /// <summary>Largest deviation of a tensor of the state from the expected one, over its largest value, with its name.</summary>
    internal static (double Deviation, string Name) Deviation(CheckpointContent expected, CheckpointContent actual)
    {
        Dictionary<string, TensorBlock> blocks = TinyRun.Blocks(actual).ToDictionary(block => block.Name);
        return TinyRun.Blocks(expected).Select(block => (Golden.GoldenFile.Deviation(Values(blocks[block.Name]), Values(block)), block.Name)).Max();
    }

    private static Tensor Values(TensorBlock block) =>
        tensor(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(block.Data.Span).ToArray());
}
