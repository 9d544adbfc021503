using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Tests.Data.Imaging;

/// <summary>Broken and odd files: a picture where Pillow gives one, and a reason where it does not.</summary>
public class HostileImageTests
{
    private static readonly Dictionary<string, BadPictureReason> Reasons = new()
    {
        ["truncated_half.JPEG"] = BadPictureReason.CutOff,
        ["truncated_header.JPEG"] = BadPictureReason.Unreadable,
        ["zero_byte.JPEG"] = BadPictureReason.Unreadable,
        ["text_named.JPEG"] = BadPictureReason.Unreadable,
        ["huge_dims_header.JPEG"] = BadPictureReason.Unreadable,
        ["notes.txt"] = BadPictureReason.Unreadable,
        [".DS_Store"] = BadPictureReason.Unreadable,
        ["._ok_baseline.JPEG"] = BadPictureReason.Unreadable,
    };

    [SkippableFact]
    public void Every_file_comes_out_as_expected_and_the_buffer_stays_usable()
    {
        string folder = RealData.Folder("hostile-images");
        PixelBuffer buffer = new();
        byte[] good = Decode(folder, "ok_baseline.JPEG", buffer).Pixels;
        string[][] lines = [.. File.ReadLines(Path.Combine(folder, "expectations.tsv")).Skip(1).Select(line => line.Split('\t'))];
        Assert.Equal(26, lines.Length);
        foreach (string[] line in lines)
        {
            (string file, string pillow) = (line[0], line[2]);
            if (Reasons.TryGetValue(file, out BadPictureReason reason))
            {
                Assert.DoesNotContain("ok ", pillow);
                BadPictureException problem = Assert.Throws<BadPictureException>(() => Decode(folder, file, buffer));
                Assert.Equal((file, reason), (file, problem.Reason));
                Assert.Contains(file, problem.Message);
            }
            else
            {
                (int width, int height, _) = Decode(folder, file, buffer);
                Assert.StartsWith("ok ", pillow);
                Assert.EndsWith($" {width}x{height}", pillow);
            }

            Assert.Equal(good, Decode(folder, "ok_baseline.JPEG", buffer).Pixels);
        }
    }

    [SkippableTheory]
    [InlineData("cmyk.JPEG")]
    [InlineData("png_rgb_named.JPEG")]
    [InlineData("png_rgba_named.JPEG")]
    [InlineData("webp_named.JPEG")]
    [InlineData("progressive.JPEG")]
    [InlineData("sub444.JPEG")]
    [InlineData("trailing_garbage.JPEG")]
    public void The_same_picture_in_another_form_has_nearly_the_same_colours(string file)
    {
        string folder = RealData.Folder("hostile-images");
        byte[] expected = Decode(folder, "ok_baseline.JPEG", new PixelBuffer()).Pixels;
        byte[] actual = Decode(folder, file, new PixelBuffer()).Pixels;

        Assert.InRange(expected.Zip(actual, (one, other) => Math.Abs(one - other)).Average(), 0, 8);
    }

    [SkippableFact]
    public void A_grey_picture_has_three_equal_channels()
    {
        foreach (string file in (string[])["grayscale.JPEG", "png16_gray.png"])
        {
            byte[] pixels = Decode(RealData.Folder("hostile-images"), file, new PixelBuffer()).Pixels;
            Assert.All(pixels.Chunk(3), pixel => Assert.True(pixel[0] == pixel[1] && pixel[1] == pixel[2]));
            Assert.True(pixels.Distinct().Count() > 100);
        }
    }

    private static (int Width, int Height, byte[] Pixels) Decode(string folder, string file, PixelBuffer buffer)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, "train", "n01440764", file));
        using EncodedPicture picture = EncodedPicture.Open(bytes, file);
        return (picture.Width, picture.Height, TestJpeg.Colours(picture.Decode(PictureRegion.Whole(picture.Width, picture.Height), buffer)));
    }
}
