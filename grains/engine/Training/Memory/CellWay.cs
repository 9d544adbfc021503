using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using TorchSharp;

namespace Cdarts.Engine.Training.Memory;

/// <summary>How cells are computed, as far as that decides what they keep for their gradient.</summary>
internal enum CellWay
{
    /// <summary>Operation by operation; TorchSharp then keeps what every one of them gives until the step's end.</summary>
    Straight = 0,

    /// <summary>All edges that leave a state in few calls.</summary>
    Stacked = 1,

    /// <summary>A cell as one operation with our own kernels, which keeps 1x1 products alone.</summary>
    Fused = 2,
}

/// <summary>Which way a run's cells are computed.</summary>
internal static class CellWays
{
    internal static CellWay OfSearchCells(NetworkSettings settings, Precision precision, DeviceType device) =>
        settings.SearchSpace() is not DartsSpace ? CellWay.Straight
        : settings.StackAnywhere || (settings.Form == NetworkForm.Fast && device != DeviceType.CPU) ? CellWay.Stacked
        : OfEvaluationCells(settings, precision, device);

    internal static CellWay OfEvaluationCells(NetworkSettings settings, Precision precision, DeviceType device) =>
        settings.SearchSpace() is DartsSpace && settings is { Form: NetworkForm.Fast, StackAnywhere: false } && device == DeviceType.CPU && precision != Precision.Bfloat16
            ? CellWay.Fused
            : CellWay.Straight;
}
