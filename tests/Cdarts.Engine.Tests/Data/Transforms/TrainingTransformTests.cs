using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;
using Cdarts.Engine.Tests.Data.Imaging;

namespace Cdarts.Engine.Tests.Data.Transforms;

public class TrainingTransformTests
{
    private static readonly byte[] Jpeg = TestJpeg.Encode(150, 110);

    [Fact]
    public void A_result_depends_on_its_key_and_on_nothing_else()
    {
        TrainingTransform transform = new(new TrainingTransformSettings { Size = 64 });
        byte[] first = Transform(transform, 5);

        Assert.Equal(first, Transform(new TrainingTransform(new TrainingTransformSettings { Size = 64 }), 5));
        Assert.NotEqual(first, Transform(transform, 6));
        Assert.Equal(first, Transform(transform, 5));
    }

    [Fact]
    public void Transforms_on_several_threads_do_not_disturb_each_other()
    {
        const int count = 40;
        TrainingTransformSettings settings = new() { Size = 48 };
        TrainingTransform alone = new(settings);
        byte[][] expected = [.. Enumerable.Range(0, count).Select(sample => Transform(alone, sample))];
        byte[][] actual = new byte[count][];

        Thread[] threads = [.. Enumerable.Range(0, 4).Select(thread => new Thread(() =>
        {
            TrainingTransform own = new(settings);
            for (int sample = thread; sample < count; sample += 4)
            {
                actual[sample] = Transform(own, sample);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Every_part_of_the_key_counts()
    {
        TrainingTransform transform = new(new TrainingTransformSettings());
        TransformDraw[] draws =
        [
            transform.Draw(1, DataStream.SearchTrain, 1, 1),
            transform.Draw(2, DataStream.SearchTrain, 1, 1),
            transform.Draw(1, DataStream.SearchValid, 1, 1),
            transform.Draw(1, DataStream.SearchTrain, 2, 1),
            transform.Draw(1, DataStream.SearchTrain, 1, 2),
        ];
        Assert.Equal(5, draws.Select(draw => draw.Jitter.Hue).Distinct().Count());
    }

    [Fact]
    public void Half_of_the_pictures_are_mirrored_and_none_without_flip()
    {
        TrainingTransform flipping = new(new TrainingTransformSettings());
        TrainingTransform still = new(new TrainingTransformSettings { Flip = false });

        Assert.InRange(Enumerable.Range(0, 10_000).Count(sample => flipping.Draw(0, DataStream.Retrain, 0, sample).Mirrored), 4800, 5200);
        Assert.All(Enumerable.Range(0, 100), sample => Assert.Equal(
            flipping.Draw(0, DataStream.Retrain, 0, sample) with { Mirrored = false }, still.Draw(0, DataStream.Retrain, 0, sample)));
    }

    [Fact]
    public void A_mirrored_picture_is_the_other_one_from_right_to_left()
    {
        TrainingTransform transform = new(new TrainingTransformSettings { Size = 40, Brightness = 0, Contrast = 0, Saturation = 0, Hue = 0 });
        TransformDraw draw = transform.Draw(1, DataStream.Retrain, 0, 0);

        byte[] plain = Transform(transform, draw with { Mirrored = false });
        byte[] mirrored = Transform(transform, draw with { Mirrored = true });

        Assert.Equal(plain.Chunk(40).SelectMany(row => row.Reverse()), mirrored);
        Assert.NotEqual(plain, mirrored);
    }

    [Fact]
    public void AutoAugment_takes_the_place_of_the_jitter_and_moves_no_draw()
    {
        TrainingTransformSettings settings = new() { Size = 40 };
        TrainingTransform jitter = new(settings);
        TrainingTransform policy = new(settings with { AutoAugment = true });
        TransformDraw draw = jitter.Draw(1, DataStream.Retrain, 0, 0);
        Assert.Equal(draw, policy.Draw(1, DataStream.Retrain, 0, 0));

        byte[] expected = Transform(policy, draw with { Policy = new(0, new(1, false), new(1, false)) });
        TrainingTransform neither = new(settings with { Brightness = 0, Contrast = 0, Saturation = 0, Hue = 0 });
        Assert.Equal(Transform(neither, draw), expected);

        // Sub-policy 13 inverts, then equalizes always.
        Assert.NotEqual(expected, Transform(policy, draw with { Policy = new(13, new(1, false), new(0, false)) }));
    }

    [Fact]
    public void A_bad_picture_leaves_the_transform_usable()
    {
        TrainingTransform transform = new(new TrainingTransformSettings { Size = 32, MinimumScale = 1, MinimumRatio = 0.1, MaximumRatio = 10 });
        byte[] before = Transform(transform, 3);
        using (EncodedPicture half = EncodedPicture.Open(Jpeg.AsMemory(0, Jpeg.Length / 2), "half.jpg"))
        {
            TransformDraw draw = transform.Draw(0, DataStream.Retrain, 0, 3);
            Assert.Throws<BadPictureException>(() => transform.Apply(half, draw, new byte[transform.BytesPerPicture]));
        }

        Assert.Equal(before, Transform(transform, 3));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        TrainingTransformSettings good = new();
        foreach (TrainingTransformSettings bad in (TrainingTransformSettings[])
            [
                good with { Size = 0 },
                good with { MinimumScale = 0 },
                good with { MaximumScale = 1.1 },
                good with { MinimumScale = 0.5, MaximumScale = 0.4 },
                good with { MinimumRatio = -1 },
                good with { MaximumRatio = double.PositiveInfinity },
                good with { Brightness = -0.1 },
                good with { Contrast = double.NaN },
                good with { Hue = 0.6 },
            ])
        {
            Assert.EndsWith(": correct the settings of the training pictures.", Assert.Throws<CdartsException>(() => new TrainingTransform(bad)).Message);
        }
    }

    private static byte[] Transform(TrainingTransform transform, long sample) => Transform(transform, transform.Draw(0, DataStream.Retrain, 0, sample));

    private static byte[] Transform(TrainingTransform transform, TransformDraw draw)
    {
        byte[] target = new byte[transform.BytesPerPicture];
        using EncodedPicture picture = EncodedPicture.Open(Jpeg, "test");
        transform.Apply(picture, draw, target);
        return target;
    }
}
