namespace Cdarts.Engine.Tests.Golden;

/// <summary>The whole-network case of the specification's sections 10.3 and 10.4.</summary>
internal static class PrintedCase
{
    /// <summary>α[e][o] = .3 sin(1.7e + .9o + r); e counts normal edges, then reduction edges (r = 1).</summary>
    internal static double[] Alphas() => [.. Enumerable.Range(0, 28).SelectMany(edge =>
        Enumerable.Range(0, 8).Select(candidate => .3 * Math.Sin((1.7 * edge) + (.9 * candidate) + (edge < 14 ? 0 : 1))))];
}
