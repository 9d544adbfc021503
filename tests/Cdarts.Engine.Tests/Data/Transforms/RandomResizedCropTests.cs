using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;
using CsCheck;

namespace Cdarts.Engine.Tests.Data.Transforms;

public class RandomResizedCropTests
{
    private static readonly RandomResizedCrop Crop = new(new TrainingTransformSettings());

    [Fact]
    public void Regions_lie_in_the_picture_whatever_its_size() => Gen.Select(Gen.Int[1, 3000], Gen.Int[1, 3000], Gen.ULong).Sample((width, height, key) =>
    {
        CounterRandom random = new(key);
        Crop.Draw(ref random, width, height).RequireWithin(width, height);
    });

    [Fact]
    public void Areas_and_ratios_have_torchvisions_distributions()
    {
        // So large that rounding does not matter, and so wide that nearly every first try fits.
        const int side = 100_000;
        PictureRegion[] regions = Draw(20_000, side, side);

        double[] scales = [.. regions.Select(region => (double)region.Width * region.Height / ((double)side * side))];
        double[] ratios = [.. regions.Select(region => (double)region.Width / region.Height)];

        Assert.All(scales, scale => Assert.InRange(scale, 0.08 - 1e-4, 1));
        Assert.All(ratios, ratio => Assert.InRange(ratio, 0.75 - 1e-3, (4.0 / 3) + 1e-3));

        // Below 3/4 of the area every ratio fits: there the areas are uniform, and the logarithms of the ratios too.
        double[] small = [.. regions.Select((_, i) => i).Where(i => scales[i] < 0.75).Select(i => (scales[i] - 0.08) / 0.67)];
        AssertUniform(small);
        AssertUniform([.. Enumerable.Range(0, scales.Length).Where(i => scales[i] < 0.75).Select(i => Math.Log(ratios[i] * 4 / 3) / Math.Log(16.0 / 9))]);
    }

    [Fact]
    public void Places_are_uniform_and_reach_both_edges()
    {
        PictureRegion[] regions = [.. Draw(40_000, 5000, 5000).Where(region => region.Width < 4000 && region.Height < 4000)];
        AssertUniform([.. regions.Select(region => (region.Left + 0.5) / (5001 - region.Width))]);
        AssertUniform([.. regions.Select(region => (region.Top + 0.5) / (5001 - region.Height))]);

        PictureRegion[] tiny = [.. Draw(2000, 4, 4).Where(region => region.Width == 3 && region.Height == 3)];
        Assert.Equal([0, 1], tiny.Select(region => region.Left).Distinct().Order());
        Assert.Equal([0, 1], tiny.Select(region => region.Top).Distinct().Order());
    }

    [Theory]
    [InlineData(3, 4000, 0, 1998, 3, 4)]
    [InlineData(2000, 5, 996, 0, 7, 5)]
    [InlineData(1, 1, 0, 0, 1, 1)]
    public void Where_nothing_fits_it_is_the_middle(int width, int height, int left, int top, int columns, int rows)
    {
        PictureRegion[] regions = Draw(200, width, height);
        Assert.Equal(new PictureRegion(left, top, columns, rows), regions.GroupBy(region => region).MaxBy(group => group.Count())!.Key);
    }

    [Fact]
    public void Regions_are_golden() => Assert.Equal(
        // Computed outside this code, from the documented algorithm.
        [new(28, 15, 381, 348), new(31, 16, 269, 308), new(114, 32, 251, 247), new(198, 5, 298, 258)],
        Draw(4, 500, 375));

    private static PictureRegion[] Draw(int count, int width, int height)
    {
        PictureRegion[] regions = new PictureRegion[count];
        for (int sample = 0; sample < count; sample++)
        {
            CounterRandom random = new(CounterRandom.Key(3, DataStream.SearchTrain, 2, sample));
            regions[sample] = Crop.Draw(ref random, width, height);
        }

        return regions;
    }

    // Kolmogorov and Smirnov: 2.5 / sqrt(n) is passed by chance once in 100,000 draws, and the draws are fixed.
    private static void AssertUniform(double[] values)
    {
        Array.Sort(values);
        double largest = values.Select((value, i) => Math.Abs(value - ((i + 0.5) / values.Length))).Max();
        Assert.InRange(largest, 0, 2.5 / Math.Sqrt(values.Length));
    }
}
