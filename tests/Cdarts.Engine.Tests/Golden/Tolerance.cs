using System.Text.Json;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Golden;

/// <summary>float64 is compared to 1e-9; float32 to ten times the deviation that float32 had where the vectors were made.</summary>
internal sealed class Tolerance(bool wide, JsonElement deviations)
{
    internal void Check(string quantity, Tensor actual, JsonElement expected)
    {
        double deviation = GoldenFile.Deviation(actual, GoldenFile.Expected(expected));
        Assert.True(deviation <= Of(quantity), $"{quantity}: deviation {deviation:E2} exceeds {Of(quantity):E2}");
    }

    /// <summary>A value that was exact there may still round once here.</summary>
    internal double Of(string quantity)
    {
        double measured = deviations.TryGetProperty(quantity, out JsonElement value) ? value.GetDouble() : 1e-6;
        return wide ? 1e-9 : Math.Max(10 * measured, 1e-6);
    }
}
