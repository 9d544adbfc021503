using Cdarts.Engine.Data;
using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Data.Transforms;

namespace Cdarts.Engine.Tests.Data.Transforms;

public class ColorJitterTests
{
    [Fact]
    public void Orders_are_all_permutations_once()
    {
        Assert.Equal(24, ColorJitter.Orders.Select(order => string.Join(' ', order)).Distinct().Count());
        Assert.All(ColorJitter.Orders, order => Assert.Equal(Enum.GetValues<JitterOperation>(), order.Order()));
    }

    [Fact]
    public void Orders_and_factors_are_uniform_in_their_ranges()
    {
        const int count = 24_000;
        JitterDraw[] draws = Draw(new TrainingTransformSettings(), count);

        Assert.All(draws.CountBy(draw => draw.Order), pair => Assert.InRange(pair.Value, 850, 1150));
        Assert.Equal(24, draws.Select(draw => draw.Order).Distinct().Count());
        foreach (Func<JitterDraw, double> factor in (Func<JitterDraw, double>[])[draw => draw.Brightness, draw => draw.Contrast, draw => draw.Saturation])
        {
            AssertUniform([.. draws.Select(factor)], 0.6, 1.4);
        }

        AssertUniform([.. draws.Select(draw => draw.Hue)], -0.2, 0.2);
        Assert.InRange(draws.Average(draw => (draw.Brightness - 1) * (draw.Contrast - 1)), -0.002, 0.002);
    }

    [Fact]
    public void A_factor_is_never_negative() =>
        AssertUniform([.. Draw(new TrainingTransformSettings { Brightness = 1.5 }, 2000).Select(draw => draw.Brightness)], 0, 2.5);

    [Fact]
    public void The_order_matters_and_a_strength_of_zero_leaves_an_operation_out()
    {
        JitterDraw draw = new(0, 1.3, 0.7, 1.2, 0.1);
        ColorJitter all = new(new TrainingTransformSettings());

        Assert.NotEqual(Applied(all, draw), Applied(all, draw with { Order = 23 }));
        Assert.Equal(Applied(all, draw with { Brightness = 1 }), Applied(new ColorJitter(new TrainingTransformSettings { Brightness = 0 }), draw));
        Assert.Equal(Applied(all, draw with { Contrast = 1 }), Applied(new ColorJitter(new TrainingTransformSettings { Contrast = 0 }), draw));
        Assert.Equal(Applied(all, draw with { Saturation = 1 }), Applied(new ColorJitter(new TrainingTransformSettings { Saturation = 0 }), draw));
        Assert.NotEqual(Applied(all, draw), Applied(new ColorJitter(new TrainingTransformSettings { Hue = 0 }), draw));
    }

    private static byte[] Applied(ColorJitter jitter, JitterDraw draw)
    {
        OperationCanvas canvas = new(9, 13);
        CounterRandom random = new(7);
        foreach (ref byte value in canvas.Pixels)
        {
            value = (byte)random.NextInt(256);
        }

        jitter.Apply(draw, canvas);
        return canvas.Pixels.ToArray();
    }

    private static JitterDraw[] Draw(TrainingTransformSettings settings, int count)
    {
        ColorJitter jitter = new(settings);
        JitterDraw[] draws = new JitterDraw[count];
        for (int sample = 0; sample < count; sample++)
        {
            CounterRandom random = new(CounterRandom.Key(0, DataStream.Retrain, 0, sample));
            draws[sample] = jitter.Draw(ref random);
        }

        return draws;
    }

    private static void AssertUniform(double[] values, double least, double most)
    {
        Array.Sort(values);
        double largest = values.Select((value, i) => Math.Abs(((value - least) / (most - least)) - ((i + 0.5) / values.Length))).Max();
        Assert.InRange(largest, 0, 2.5 / Math.Sqrt(values.Length));
    }
}
