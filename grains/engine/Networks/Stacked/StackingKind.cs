using System.Text.Json.Serialization;

namespace Cdarts.Engine.Networks.Stacked;

/// <summary>
/// Three ways to compute the depthwise and 1x1 convolutions of all E edges that leave one state of C channels. They differ by rounding alone; which
/// is fastest depends on device, channels and size.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<StackingKind>))]
internal enum StackingKind
{
    /// <summary>The state is repeated for each edge: one depthwise convolution of E C channels, then one 1x1 convolution of E groups.</summary>
    Grouped = 0,

    /// <summary>
    /// One depthwise convolution with E kernels per channel, which reads the state once; its outputs are sorted by edge for the 1x1 convolution.
    /// </summary>
    Multiplier = 1,

    /// <summary>
    /// Nothing stands between the depthwise and the 1x1 convolution, so their kernels are multiplied into those of one dense k x k convolution: more
    /// arithmetic, in the form that matrix units are made for.
    /// </summary>
    Dense = 2,
}
