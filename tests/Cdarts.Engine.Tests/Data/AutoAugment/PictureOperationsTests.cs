using System.Text.Json;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.AutoAugment;

namespace Cdarts.Engine.Tests.Data.AutoAugment;

public class PictureOperationsTests
{
    [SkippableFact]
    public void Every_operation_gives_what_pillow_gives()
    {
        string folder = RealData.Folder("golden-transforms");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        int compared = 0;
        foreach (JsonElement one in cases.RootElement.GetProperty("ops").EnumerateArray())
        {
            PictureOperation operation = Enum.Parse<PictureOperation>(one.GetProperty("op").GetString()!, ignoreCase: true);
            OperationCanvas expected = PngPicture.Read(Path.Combine(folder, one.GetProperty("file").GetString()!));
            OperationCanvas canvas = PngPicture.Read(Path.Combine(folder, cases.RootElement.GetProperty("ops_input").GetString()!));

            PictureOperations.Apply(operation, one.GetProperty("magnitude").GetDouble(), canvas);

            Assert.True(
                expected.Pixels.SequenceEqual(canvas.Pixels), $"{operation} differs by up to {LargestDifference(expected.Pixels, canvas.Pixels)} levels");
            compared++;
        }

        Assert.Equal(25, compared);
    }

    [Fact]
    public void Every_operation_has_a_picture_that_it_changes_and_keeps_the_size()
    {
        foreach (PictureOperation operation in Enum.GetValues<PictureOperation>())
        {
            OperationCanvas canvas = Random(7, 5);
            byte[] before = canvas.Pixels.ToArray();

            PictureOperations.Apply(operation, operation is PictureOperation.Rotate or PictureOperation.Posterize ? 5 : 0.25, canvas);

            Assert.Equal(before.Length, canvas.Pixels.Length);
            if (operation is not (PictureOperation.Equalize or PictureOperation.Rotate))
            {
                Assert.NotEqual(before, canvas.Pixels.ToArray());
            }
        }
    }

    [Fact]
    public void Translation_shows_what_lies_there_and_grey_beyond()
    {
        OperationCanvas canvas = Random(4, 6);
        byte[] before = canvas.Pixels.ToArray();

        PictureOperations.Apply(PictureOperation.TranslateX, 0.4, canvas);

        // 0.4 · 6 = 2.4 columns: the middle of pixel 0 lands in column 2.
        for (int i = 0; i < before.Length; i++)
        {
            Assert.Equal(i % 6 < 4 ? before[i + 2] : 128, canvas.Pixels[i]);
        }
    }

    [Fact]
    public void A_channel_of_one_value_is_neither_stretched_nor_flattened()
    {
        foreach (PictureOperation operation in (PictureOperation[])[PictureOperation.AutoContrast, PictureOperation.Equalize])
        {
            OperationCanvas canvas = new(32, 32);
            canvas.Pixels.Fill(77);

            PictureOperations.Apply(operation, 0, canvas);

            Assert.Equal(-1, canvas.Pixels.IndexOfAnyExcept((byte)77));
        }
    }

    [Fact]
    public void A_flattened_value_beyond_255_becomes_255()
    {
        // 1,023 pixels of 5 and one of 200: step 4, so that 5 becomes 2 / 4 and 200 becomes 1,025 / 4 = 256.
        OperationCanvas canvas = new(32, 32);
        canvas.Pixels.Fill(5);
        canvas.Plane(1)[1023] = 200;

        PictureOperations.Apply(PictureOperation.Equalize, 0, canvas);

        Assert.Equal((0, 255), (canvas.Plane(1)[0], canvas.Plane(1)[1023]));
        Assert.Equal(5, canvas.Plane(0)[0]);
    }

    [Fact]
    public void A_grey_picture_has_no_colour_to_change()
    {
        OperationCanvas canvas = Random(8, 8);
        canvas.Plane(0).CopyTo(canvas.Plane(1));
        canvas.Plane(0).CopyTo(canvas.Plane(2));
        byte[] before = canvas.Pixels.ToArray();

        PictureOperations.Apply(PictureOperation.Color, 0.9, canvas);

        Assert.Equal(before, canvas.Pixels.ToArray());
    }

    [Theory]
    [InlineData(PictureOperation.Color, 0.37)]
    [InlineData(PictureOperation.Color, -0.9)]
    [InlineData(PictureOperation.Brightness, 0.37)]
    [InlineData(PictureOperation.Brightness, -0.61)]
    internal void Pixels_in_vectors_become_what_single_ones_become(PictureOperation operation, double magnitude)
    {
        OperationCanvas canvas = Random(9, 41);
        OperationCanvas[] single = [.. Enumerable.Range(0, 9 * 41).Select(i =>
        {
            OperationCanvas pixel = new(1, 1);
            for (int c = 0; c < OperationCanvas.Channels; c++)
            {
                pixel.Plane(c)[0] = canvas.Plane(c)[i];
            }

            PictureOperations.Apply(operation, magnitude, pixel);
            return pixel;
        })];

        PictureOperations.Apply(operation, magnitude, canvas);

        for (int c = 0; c < OperationCanvas.Channels; c++)
        {
            Assert.Equal(single.Select(pixel => pixel.Plane(c)[0]), canvas.Plane(c).ToArray());
        }
    }

    [Fact]
    public void Contrast_goes_about_the_rounded_mean_of_the_grey_picture()
    {
        OperationCanvas canvas = Random(9, 41);
        byte[] before = canvas.Pixels.ToArray();
        double sum = 0;
        for (int i = 0; i < 9 * 41; i++)
        {
            sum += Math.Floor((((canvas.Plane(0)[i] * 19595) + (canvas.Plane(1)[i] * 38470) + (canvas.Plane(2)[i] * 7471)) / 65536.0) + 0.5);
        }

        PictureOperations.Apply(PictureOperation.Contrast, -1, canvas);
        byte mean = (byte)Math.Floor((sum / (9 * 41)) + 0.5);
        Assert.Equal(-1, canvas.Pixels.IndexOfAnyExcept(mean));

        before.CopyTo(canvas.Pixels);
        PictureOperations.Apply(PictureOperation.Contrast, 0.3, canvas);
        Assert.Equal(before.Select(value => (byte)Math.Clamp(mean + (1.3f * (value - mean)), 0f, 255f)), canvas.Pixels.ToArray());
    }

    private static OperationCanvas Random(int height, int width)
    {
        OperationCanvas canvas = new(height, width);
        CounterRandom random = new(5);
        foreach (ref byte value in canvas.Pixels)
        {
            value = (byte)random.NextInt(256);
        }

        return canvas;
    }

    private static int LargestDifference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        int largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i] - actual[i]));
        }

        return largest;
    }
}
