using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Networks.Reference;
using Cdarts.Engine.Networks.Stacked;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>Makes cells in the form in which a run computes them.</summary>
internal abstract class CellForms
{
    /// <summary>The layout of tensors between the cells.</summary>
    internal abstract ICellLayout Layout { get; }

    /// <summary>
    /// The forms of a run: the fast one is our own kernels on CPUs, and few large calls of LibTorch's on other devices. The kernels compute in the weights' type
    /// alone, so that on CPUs bfloat16 has the straight form.
    /// </summary>
    internal static CellForms For(NetworkForm form, NumberTypes numbers, Device device) => (form, device.type, numbers) switch
    {
        (NetworkForm.Fast, DeviceType.CPU, { Compute: null, Weights: ScalarType.Float64 }) => new FusedForms<double>(),
        (NetworkForm.Fast, DeviceType.CPU, { Compute: null }) => new FusedForms<float>(),
        (NetworkForm.Fast, DeviceType.CPU, _) => new ReferenceForms(),
        (NetworkForm.Fast, _, _) => new StackedForms(numbers.Weights, device),
        _ => new ReferenceForms(),
    };

    /// <summary>A search cell.</summary>
    /// <param name="parts">Its operations.</param>
    /// <param name="index">Its number in the network.</param>
    /// <param name="aggregation">How its nodes combine edges.</param>
    internal abstract ISearchCell SearchCell(CellParts parts, int index, EdgeAggregation aggregation);

    /// <summary>An evaluation cell.</summary>
    /// <param name="parts">Its operations.</param>
    /// <param name="index">Its number in the network.</param>
    internal abstract IEvaluationCell EvaluationCell(CellParts parts, int index);
}
