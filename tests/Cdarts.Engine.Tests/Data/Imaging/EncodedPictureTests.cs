using Cdarts.Engine.Data.Imaging;
using CsCheck;
using SkiaSharp;

namespace Cdarts.Engine.Tests.Data.Imaging;

public class EncodedPictureTests
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_region_is_that_part_of_the_whole_to_the_last_bit(SKEncodedImageFormat format)
    {
        const int width = 101;
        const int height = 67;
        using EncodedPicture picture = EncodedPicture.Open(TestJpeg.Encode(width, height, format), "test");
        Assert.Equal((width, height), (picture.Width, picture.Height));
        RegionsAreParts(picture);
    }

    [SkippableFact]
    public void A_region_of_a_real_picture_is_that_part_of_the_whole_to_the_last_bit()
    {
        string[] files = Directory.GetFiles(RealData.Folder("imagenet-20"), "*.JPEG", SearchOption.AllDirectories);
        string[] odd = [.. new[] { "progressive", "cmyk", "grayscale", "sub444" }.Select(name => Path.Combine(RealData.Folder("hostile-images"), "train", "n01440764", $"{name}.JPEG"))];
        foreach (string file in files.Order().Take(4).Concat(odd))
        {
            using EncodedPicture picture = EncodedPicture.Open(File.ReadAllBytes(file), file);
            RegionsAreParts(picture, 10);
        }
    }

    [Fact]
    public void Damage_below_the_region_is_found_by_the_whole_alone()
    {
        byte[] bytes = TestJpeg.Encode(64, 320);
        using EncodedPicture picture = EncodedPicture.Open(bytes.AsMemory(0, bytes.Length * 3 / 5), "half.jpg");

        byte[] top = TestJpeg.Colours(picture.Decode(new PictureRegion(3, 5, 50, 60), new PixelBuffer()));

        foreach (PictureRegion region in (PictureRegion[])[PictureRegion.Whole(64, 320), new(0, 319, 1, 1), new(20, 100, 7, 219)])
        {
            BadPictureException problem = Assert.Throws<BadPictureException>(() => { picture.Decode(region, new PixelBuffer()); });
            Assert.Equal((BadPictureReason.CutOff, "half.jpg"), (problem.Reason, problem.Picture));
        }

        using EncodedPicture whole = EncodedPicture.Open(bytes, "whole.jpg");
        Assert.Equal(TestJpeg.Colours(whole.Decode(new PictureRegion(3, 5, 50, 60), new PixelBuffer())), top);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Cut_off_data_are_refused(SKEncodedImageFormat format)
    {
        byte[] bytes = TestJpeg.Encode(64, 64, format);
        BadPictureException problem = Assert.Throws<BadPictureException>(() =>
        {
            using EncodedPicture picture = EncodedPicture.Open(bytes.AsMemory(0, bytes.Length / 2), "half");
            picture.Decode(new PictureRegion(0, 0, 1, 1), new PixelBuffer());
        });
        Assert.Equal(BadPictureReason.CutOff, problem.Reason);
    }

    [Fact]
    public void A_header_of_too_many_pixels_is_refused_before_memory_is_allocated()
    {
        byte[] bytes = WithSize(TestJpeg.Encode(16, 16), 40_000, 40_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        BadPictureException problem = Assert.Throws<BadPictureException>(() => EncodedPicture.Open(bytes, "bomb.jpg"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(BadPictureReason.TooLarge, problem.Reason);
        Assert.Equal(
            "The picture 'bomb.jpg' says that it has 40000 x 40000 pixels, more than the 178956970 that are decoded: make it smaller, or leave it out.",
            problem.Message);
    }

    [Fact]
    public void A_smaller_limit_of_pixels_can_be_set()
    {
        byte[] bytes = TestJpeg.Encode(10, 10);
        EncodedPicture.Open(bytes, "test", mostPixels: 100).Dispose();
        Assert.Throws<BadPictureException>(() => EncodedPicture.Open(bytes, "test", mostPixels: 99));
    }

    [Theory]
    [InlineData("GIF89a\u0001\0\u0001\0\0\0\0,\0\0\0\0\u0001\0\u0001\0\0\u0002\u0002L\u0001\0;", BadPictureReason.UnsupportedFormat)]
    [InlineData("<html>not found</html>", BadPictureReason.Unreadable)]
    public void Other_files_are_refused(string content, BadPictureReason reason)
    {
        byte[] bytes = [.. content.Select(letter => (byte)letter)];
        Assert.Equal(reason, Assert.Throws<BadPictureException>(() => EncodedPicture.Open(bytes, "test")).Reason);
    }

    [Fact]
    public void Regions_outside_are_a_mistake_of_the_caller()
    {
        using EncodedPicture picture = EncodedPicture.Open(TestJpeg.Encode(8, 8), "test");
        foreach (PictureRegion region in (PictureRegion[])[new(0, 0, 9, 1), new(-1, 0, 1, 1), new(0, 8, 1, 1), new(0, 0, 0, 1), new(1, 0, int.MaxValue, 1)])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => { picture.Decode(region, new PixelBuffer()); });
        }
    }

    internal static byte[] WithSize(byte[] jpeg, int width, int height)
    {
        byte[] changed = [.. jpeg];
        int frame = changed.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        (changed[frame + 5], changed[frame + 6]) = ((byte)(height >> 8), (byte)height);
        (changed[frame + 7], changed[frame + 8]) = ((byte)(width >> 8), (byte)width);
        return changed;
    }

    private static void RegionsAreParts(EncodedPicture picture, int count = 60)
    {
        (int width, int height) = (picture.Width, picture.Height);
        byte[] whole = TestJpeg.Colours(picture.Decode(PictureRegion.Whole(width, height), new PixelBuffer()));
        PixelBuffer buffer = new();
        Gen.Select(Gen.Int[0, width - 1], Gen.Int[0, height - 1], Gen.Int[1, width], Gen.Int[1, height]).Sample(
            (left, top, columns, rows) =>
            {
                PictureRegion region = new(left, top, Math.Min(columns, width - left), Math.Min(rows, height - top));
                byte[] part = TestJpeg.Colours(picture.Decode(region, buffer));
                for (int y = 0; y < region.Height; y++)
                {
                    int length = region.Width * 3;
                    Assert.Equal(
                        whole.AsSpan((((top + y) * width) + left) * 3, length), part.AsSpan(y * length, length));
                }
            },
            iter: count,
            threads: 1);
    }
}
