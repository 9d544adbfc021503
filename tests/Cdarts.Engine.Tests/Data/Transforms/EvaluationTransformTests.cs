using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;
using Cdarts.Engine.Tests.Data.Imaging;

namespace Cdarts.Engine.Tests.Data.Transforms;

public class EvaluationTransformTests
{
    [Theory]
    [InlineData(500, 375, 341, 256)]
    [InlineData(500, 333, 384, 256)]
    [InlineData(375, 500, 256, 341)]
    [InlineData(224, 224, 256, 256)]
    [InlineData(2000, 5, 102_400, 256)]
    public void The_short_side_is_given_and_the_long_one_rounded_down(int width, int height, int newWidth, int newHeight) =>
        Assert.Equal((newWidth, newHeight), new EvaluationTransform().Resized(width, height));

    [Theory]
    [InlineData(3, 400)]
    [InlineData(2000, 5)]
    [InlineData(1, 1)]
    [InlineData(341, 256)]
    public void It_is_the_middle_of_the_resized_picture(int width, int height)
    {
        byte[] jpeg = TestJpeg.Encode(width, height);
        EvaluationTransform transform = new(32, 28);
        byte[] actual = new byte[transform.BytesPerPicture];
        using EncodedPicture picture = EncodedPicture.Open(jpeg, "test");
        transform.Apply(picture, actual);

        (int newWidth, int newHeight) = transform.Resized(width, height);
        byte[] whole = new byte[3 * newWidth * newHeight];
        PixelView pixels = picture.Decode(PictureRegion.Whole(width, height), new PixelBuffer());
        new TriangleResize().Resize(pixels, newWidth, newHeight, PictureRegion.Whole(newWidth, newHeight), false, whole);
        for (int i = 0; i < actual.Length; i++)
        {
            int x = (int)Math.Round((newWidth - 28) / 2.0) + (i % 28);
            int y = (int)Math.Round((newHeight - 28) / 2.0) + (i / 28 % 28);
            Assert.Equal(whole[(((i / 784 * newHeight) + y) * newWidth) + x], actual[i]);
        }
    }

    [Theory]
    [InlineData(256, 257)]
    [InlineData(256, 0)]
    [InlineData(5000, 224)]
    public void Sizes_that_do_not_fit_are_refused(int shortSide, int size) =>
        Assert.Throws<CdartsException>(() => new EvaluationTransform(shortSide, size));
}
