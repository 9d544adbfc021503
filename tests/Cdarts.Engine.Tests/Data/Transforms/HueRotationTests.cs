using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Data.Transforms;

namespace Cdarts.Engine.Tests.Data.Transforms;

public class HueRotationTests
{
    [Theory]
    [InlineData(-51, 1)]
    [InlineData(0, 17)]
    [InlineData(37, 17)]
    public void Every_colour_turns_as_in_pillow(int steps, int everyRed)
    {
        OperationCanvas canvas = new(256, 256);
        for (int red = 0; red < 256; red += everyRed)
        {
            for (int i = 0; i < 256 * 256; i++)
            {
                canvas.Plane(0)[i] = (byte)red;
                canvas.Plane(1)[i] = (byte)(i >> 8);
                canvas.Plane(2)[i] = (byte)i;
            }

            HueRotation.Apply(canvas, steps);

            ReadOnlySpan<byte> reds = canvas.Plane(0);
            ReadOnlySpan<byte> greens = canvas.Plane(1);
            ReadOnlySpan<byte> blues = canvas.Plane(2);
            for (int i = 0; i < reds.Length; i++)
            {
                (byte, byte, byte) expected = PillowHsv.Turn((byte)red, (byte)(i >> 8), (byte)i, steps);
                if (expected != (reds[i], greens[i], blues[i]))
                {
                    Assert.Fail($"({red}, {i >> 8}, {i & 255}) became ({reds[i]}, {greens[i]}, {blues[i]}) in place of {expected}");
                }
            }
        }
    }

    [Fact]
    public void Pixels_after_the_last_whole_vector_turn_too()
    {
        OperationCanvas canvas = new(1, 67);
        canvas.Plane(0).Fill(200);
        canvas.Plane(1).Fill(40);
        canvas.Plane(2).Fill(90);

        HueRotation.Apply(canvas, 80);

        (byte red, byte green, byte blue) = PillowHsv.Turn(200, 40, 90, 80);
        Assert.Equal(-1, canvas.Plane(0).IndexOfAnyExcept(red));
        Assert.Equal(-1, canvas.Plane(1).IndexOfAnyExcept(green));
        Assert.Equal(-1, canvas.Plane(2).IndexOfAnyExcept(blue));
    }
}
