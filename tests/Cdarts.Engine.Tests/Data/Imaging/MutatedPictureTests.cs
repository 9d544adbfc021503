using Cdarts.Engine.Data.Imaging;
using SkiaSharp;

namespace Cdarts.Engine.Tests.Data.Imaging;

/// <summary>Pictures with bytes changed, removed, repeated and cut off: a picture or an exception, never a crash, a hang or much memory.</summary>
public class MutatedPictureTests
{
    private const int MostPixels = 1 << 20;

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_mutated_picture_is_decoded_or_refused(SKEncodedImageFormat format)
    {
        const int count = 700;
        PictureMutation mutation = new(TestJpeg.Encode(48, 40, format, 80), seed: (ulong)format);
        PixelBuffer buffer = new();
        byte[] good = Decode(mutation.Original, buffer);
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = mutation.Next();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using EncodedPicture picture = EncodedPicture.Open(bytes, "mutated", MostPixels);
                picture.Decode(PictureRegion.Whole(picture.Width, picture.Height), buffer);
                picture.Decode(new PictureRegion(picture.Width / 2, picture.Height / 2, 1, 1), buffer);
            }
            catch (BadPictureException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (MostPixels * PixelView.BytesPerPixel) + (1 << 20));
        }

        Assert.InRange(refused, count / 10, count - 1);
        Assert.Equal(good, Decode(mutation.Original, buffer));
    }

    private static byte[] Decode(byte[] bytes, PixelBuffer buffer)
    {
        using EncodedPicture picture = EncodedPicture.Open(bytes, "good");
        return TestJpeg.Colours(picture.Decode(PictureRegion.Whole(picture.Width, picture.Height), buffer));
    }
}
