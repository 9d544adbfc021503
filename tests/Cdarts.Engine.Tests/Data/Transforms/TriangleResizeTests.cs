using System.Security.Cryptography;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;
using CsCheck;

namespace Cdarts.Engine.Tests.Data.Transforms;

public class TriangleResizeTests
{
    private static readonly Gen<(int Width, int Height, int NewWidth, int NewHeight)> Sizes =
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 90], Gen.Int[1, 90]);

    [Fact]
    public void Pixels_are_weighted_by_the_triangle_and_rounded_twice() => Sizes.Sample(
        (width, height, newWidth, newHeight) =>
        {
            byte[] source = Picture(width, height);

            byte[] actual = Resize(source, width, height, newWidth, newHeight, PictureRegion.Whole(newWidth, newHeight));

            for (int c = 0; c < 3; c++)
            {
                byte[] plane = [.. Enumerable.Range(0, width * height).Select(i => source[(i * 4) + c])];
                byte[] rows = Resized(plane, width, height, newWidth);
                byte[] columns = Transposed(Resized(Transposed(rows, newWidth, height), height, newWidth, newHeight), newHeight, newWidth);
                Assert.Equal(columns, actual.AsSpan(c * columns.Length, columns.Length));
            }
        },
        iter: 200,
        threads: 1);

    [Theory]
    [InlineData(300, 200, 224, 224, "94c71e57f1feda7338d8ff12e6e5bd4aa09afe1fcce8accf339ea1a51a2b9e9a")]
    [InlineData(75, 56, 224, 224, "abdc7845d8afa910d6a8654da030439fc86fa613dc356a1e53f42ee6a38aec63")]
    [InlineData(250, 188, 341, 256, "d661d9ebe85f254c585b65b0b20c925c3dabc1c223a54f0f59d65ecc03e85e9f")]
    [InlineData(600, 20, 224, 224, "689b0ca3d234ce852b3edf31f00f12525ec131ca692022e23d111347f8681ad5")]
    [InlineData(320, 240, 37, 53, "54c7101d3cc92e08d091f86eac414dbfe31fcb42c665d709e5130ed381fd0242")]
    [InlineData(3, 90, 224, 224, "5e413eb5bb7310d4fa722678b35a0cfb63be9fa68c0e4ae3ab4d799e793fd2cf")]
    public void Pixels_are_those_of_pillow(int width, int height, int newWidth, int newHeight, string hash)
    {
        // SHA-256 of what Pillow 9.4 makes of the same pixels.
        byte[] result = Resize(Picture(width, height), width, height, newWidth, newHeight, PictureRegion.Whole(newWidth, newHeight));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(result)));
    }

    [Fact]
    public void A_window_is_that_part_of_the_whole_also_mirrored() => Gen.Select(Sizes, Gen.Int[0, 99], Gen.Int[0, 99], Gen.Bool).Sample(
        (sizes, left, top, mirrored) =>
        {
            (int width, int height, int newWidth, int newHeight) = sizes;
            PictureRegion window = new(left % newWidth, top % newHeight, newWidth - (left % newWidth), newHeight - (top % newHeight));
            byte[] source = Picture(width, height);
            byte[] whole = Resize(source, width, height, newWidth, newHeight, PictureRegion.Whole(newWidth, newHeight));

            byte[] part = Resize(source, width, height, newWidth, newHeight, window, mirrored);

            for (int i = 0; i < part.Length; i++)
            {
                int x = i % window.Width;
                int y = i / window.Width % window.Height;
                int c = i / (window.Width * window.Height);
                int column = window.Left + (mirrored ? window.Width - 1 - x : x);
                Assert.Equal(whole[(((c * newHeight) + window.Top + y) * newWidth) + column], part[i]);
            }
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void The_same_size_changes_nothing()
    {
        byte[] source = Picture(50, 40);

        byte[] result = Resize(source, 50, 40, 50, 40, PictureRegion.Whole(50, 40));

        Assert.Equal(Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, 2000).Select(i => source[(i * 4) + c])), result);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void One_colour_stays_that_colour(byte level)
    {
        byte[] source = new byte[300 * 200 * 4];
        source.AsSpan().Fill(level);
        Assert.All((int[])[1, 7, 224, 299, 500], size =>
            Assert.Equal(-1, Resize(source, 300, 200, size, size, PictureRegion.Whole(size, size)).AsSpan().IndexOfAnyExcept(level)));
    }

    [Fact]
    public void Nothing_is_allocated_once_the_memory_is_there()
    {
        byte[] source = Picture(300, 200);
        byte[] target = new byte[3 * 224 * 224];
        TriangleResize resize = new();
        void Run() => resize.Resize(new PixelView(source, 300, 200, 1200), 224, 224, PictureRegion.Whole(224, 224), false, target);
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Resize(byte[] source, int width, int height, int newWidth, int newHeight, PictureRegion window, bool mirrored = false)
    {
        byte[] target = new byte[3 * window.Width * window.Height];
        new TriangleResize().Resize(new PixelView(source, width, height, width * 4), newWidth, newHeight, window, mirrored, target);
        return target;
    }

    /// <summary>All rows of a plane to a new width, straight from the definition.</summary>
    private static byte[] Resized(byte[] plane, int width, int height, int newWidth)
    {
        double scale = (double)width / newWidth;
        double support = Math.Max(scale, 1);
        byte[] result = new byte[newWidth * height];
        for (int x = 0; x < newWidth; x++)
        {
            double middle = (x + 0.5) * scale;
            double[] weights = [.. Enumerable.Range(0, width).Select(i => Math.Max(0, 1 - Math.Abs((i - middle + 0.5) * (1 / support))))];
            int[] fixedPoint = [.. weights.Select(weight => (int)Math.Floor((weight / weights.Sum() * (1 << 22)) + 0.5))];
            for (int y = 0; y < height; y++)
            {
                long sum = fixedPoint.Select((weight, i) => (long)weight * plane[(y * width) + i]).Sum();
                result[(y * newWidth) + x] = (byte)((sum + (1 << 21)) >> 22);
            }
        }

        return result;
    }

    private static byte[] Transposed(byte[] plane, int width, int height) =>
        [.. Enumerable.Range(0, plane.Length).Select(i => plane[(i % height * width) + (i / height)])];

    private static byte[] Picture(int width, int height)
    {
        byte[] pixels = new byte[width * height * 4];
        CounterRandom random = new((ulong)(width * 100) + (ulong)height);
        foreach (ref byte value in pixels.AsSpan())
        {
            value = (byte)random.NextInt(256);
        }

        return pixels;
    }
}
