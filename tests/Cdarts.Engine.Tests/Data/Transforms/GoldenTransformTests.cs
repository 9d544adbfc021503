using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;

namespace Cdarts.Engine.Tests.Data.Transforms;

/// <summary>Our results beside those of Pillow and torchvision, on real pictures.</summary>
public class GoldenTransformTests
{
    private const int Size = 224;

    [SkippableFact]
    public void A_region_decoded_resized_and_mirrored_is_within_two_levels_of_pillow() => Compare((golden, canvas) =>
    {
        Crop(golden, canvas);
        return golden.Cropped;
    });

    [SkippableFact]
    public void Evaluation_pictures_are_within_two_levels_of_pillow() => Compare((golden, canvas) =>
    {
        using EncodedPicture picture = EncodedPicture.Open(File.ReadAllBytes(golden.Source), golden.Source);
        new EvaluationTransform().Apply(picture, canvas.Pixels);
        return golden.Evaluated;
    });

    [SkippableFact]
    public void Jitter_of_the_same_pixels_is_what_torchvision_gives_to_the_last_bit()
    {
        foreach (GoldenTransform golden in GoldenTransform.Read())
        {
            new ColorJitter(new TrainingTransformSettings()).Apply(golden.Jitter, golden.Cropped);

            Assert.Equal((golden.Id, (0, 0.0)), (golden.Id, GoldenTransform.Difference(golden.Jittered.Pixels, golden.Cropped.Pixels)));
        }
    }

    [SkippableFact]
    public void The_whole_training_transform_is_within_two_levels_of_torchvision_on_average()
    {
        foreach (GoldenTransform golden in GoldenTransform.Read())
        {
            OperationCanvas canvas = new(Size, Size);
            Crop(golden, canvas);
            new ColorJitter(new TrainingTransformSettings()).Apply(golden.Jitter, canvas);

            Assert.InRange(GoldenTransform.Difference(golden.Jittered.Pixels, canvas.Pixels).Mean, 0, 2);
        }
    }

    private static void Crop(GoldenTransform golden, OperationCanvas canvas)
    {
        using EncodedPicture picture = EncodedPicture.Open(File.ReadAllBytes(golden.Source), golden.Source);
        PixelView pixels = picture.Decode(golden.Crop, new PixelBuffer());
        new TriangleResize().Resize(pixels, Size, Size, PictureRegion.Whole(Size, Size), golden.Mirrored, canvas.Pixels);
    }

    private static void Compare(Func<GoldenTransform, OperationCanvas, OperationCanvas> transform)
    {
        IReadOnlyList<GoldenTransform> goldens = GoldenTransform.Read();
        Assert.Equal(6, goldens.Count);
        foreach (GoldenTransform golden in goldens)
        {
            OperationCanvas canvas = new(Size, Size);
            OperationCanvas expected = transform(golden, canvas);

            (int largest, double mean) = GoldenTransform.Difference(expected.Pixels, canvas.Pixels);
            Assert.True(largest <= 2 && mean <= 0.3, $"picture {golden.Id} differs by up to {largest} levels, {mean:F3} on average");
        }
    }
}
