namespace Cdarts.Engine.Data;

/// <summary>How many steps an epoch of a search has.</summary>
internal static class StepCount
{
    /// <summary>
    /// All full batches with a ratio of 1; below, <c>int(ratio · batches) + 1</c>, a last short batch counted among the batches, as microsoft/Cream counts
    /// (specification, section 3.4), and at most the full ones.
    /// </summary>
    /// <param name="pictures">Pictures of the smaller half.</param>
    /// <param name="batch">Pictures per step over all replicas.</param>
    /// <param name="ratio">Share of the batches.</param>
    /// <exception cref="CdartsException">The ratio is not above 0 and at most 1.</exception>
    public static int Of(int pictures, int batch, double ratio)
    {
        if (!(ratio > 0 && ratio <= 1))
        {
            throw new CdartsException(FormattableString.Invariant($"The sample ratio {ratio} is not above 0 and at most 1: choose the share of an epoch's batches, or 1 for all."));
        }

        int full = pictures / batch;
        return ratio == 1 ? full : Math.Min(full, (int)(ratio * ((pictures + batch - 1) / batch)) + 1);
    }
}
