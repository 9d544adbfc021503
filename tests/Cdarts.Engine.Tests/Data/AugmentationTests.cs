using Cdarts.Engine.Data;

namespace Cdarts.Engine.Tests.Data;

public class AugmentationTests
{
    [Fact]
    public void Placements_are_golden()
    {
        Augmentation augmentation = new(4, true);

        Placement[] placements = [.. Enumerable.Range(0, 4).Select(sample => augmentation.Place(3, DataStream.SearchValid, 2, sample))];

        Assert.Equal([new(-3, -1, false), new(3, -4, false), new(3, -4, false), new(1, 3, true)], placements);
    }

    [Fact]
    public void Shifts_reach_the_padding_on_both_sides_and_half_are_mirrored()
    {
        Augmentation augmentation = Augmentation.From(new DataSettings { CropPadding = 4, Flip = true });

        Placement[] placements = [.. Enumerable.Range(0, 10_000).Select(sample => augmentation.Place(0, DataStream.SearchTrain, 0, sample))];

        Assert.Equal(Enumerable.Range(-4, 9), placements.Select(p => p.ShiftY).Distinct().Order());
        Assert.Equal(Enumerable.Range(-4, 9), placements.Select(p => p.ShiftX).Distinct().Order());
        Assert.InRange(placements.Count(p => p.Mirrored), 4800, 5200);
    }

    [Fact]
    public void One_setting_does_not_move_the_draws_of_another()
    {
        for (int sample = 0; sample < 100; sample++)
        {
            Placement both = new Augmentation(4, true).Place(1, DataStream.SearchTrain, 6, sample);

            Assert.Equal(both with { Mirrored = false }, new Augmentation(4, false).Place(1, DataStream.SearchTrain, 6, sample));
            Assert.Equal(new Placement(0, 0, both.Mirrored), new Augmentation(0, true).Place(1, DataStream.SearchTrain, 6, sample));
        }
    }

    [Fact]
    public void None_changes_nothing() =>
        Assert.All(Enumerable.Range(0, 100), sample => Assert.Equal(Placement.Unchanged, Augmentation.None.Place(1, DataStream.SearchTrain, 6, sample)));

    [Fact]
    public void Changes_are_golden()
    {
        Augmentation augmentation = Augmentation.From(new AugmentationSettings { CutoutLength = 16, AutoAugment = AutoAugmentKind.Cifar10 });

        // Computed outside this code, from the documented algorithms.
        Assert.Equal(
            [
                new(new(3, 1, false), new(5, new(0.021224911933742763, false), new(0.5830747466808996, true)), new(19, 32, 2, 18)),
                new(new(-4, 3, true), new(9, new(0.13855779974136373, true), new(0.6934748879946363, true)), new(2, 18, 10, 26)),
                new(new(0, -1, true), new(8, new(0.9666717159062989, false), new(0.015466576636181784, false)), new(12, 28, 23, 32)),
                new(new(4, -2, false), new(11, new(0.3720979880160291, true), new(0.6436925231509832, true)), new(21, 32, 15, 31)),
            ],
            Enumerable.Range(0, 4).Select(sample => augmentation.Change(3, DataStream.Retrain, 2, sample, 32, 32)));
    }

    [Fact]
    public void The_change_of_a_search_is_its_placement()
    {
        Augmentation augmentation = Augmentation.From(new DataSettings());
        for (int sample = 0; sample < 100; sample++)
        {
            Assert.Equal(
                new PictureChange(augmentation.Place(5, DataStream.SearchValid, 1, sample)),
                augmentation.Change(5, DataStream.SearchValid, 1, sample, 32, 32));
        }
    }

    [Fact]
    public void Cutout_and_policy_do_not_move_each_others_draws()
    {
        for (int sample = 0; sample < 100; sample++)
        {
            PictureChange both = Change(new() { AutoAugment = AutoAugmentKind.Cifar10, MixupAlpha = 0.3 }, sample);

            Assert.Equal(both with { Policy = null }, Change(new(), sample));
            Assert.Equal(both with { Hole = null }, Change(new() { CutoutLength = 0, AutoAugment = AutoAugmentKind.Cifar10 }, sample));
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(7)]
    [InlineData(1)]
    [InlineData(99)]
    public void Holes_have_their_centre_everywhere_and_are_cut_off_at_the_edge(int length)
    {
        Augmentation augmentation = Augmentation.From(new AugmentationSettings { CutoutLength = length });

        Hole[] holes = [.. Enumerable.Range(0, 20_000).Select(sample => augmentation.Change(0, DataStream.Retrain, 0, sample, 8, 24).Hole!.Value)];

        // Every centre: all 8 x 24 holes that the definition gives, each about as often.
        IEnumerable<Hole> possible =
            from y in Enumerable.Range(0, 8)
            from x in Enumerable.Range(0, 24)
            select new Hole(
                Math.Max(y - (length / 2), 0),
                Math.Min(y - (length / 2) + length, 8),
                Math.Max(x - (length / 2), 0),
                Math.Min(x - (length / 2) + length, 24));
        Dictionary<Hole, int> expected = possible.CountBy(hole => hole).ToDictionary();
        Dictionary<Hole, int> found = holes.CountBy(hole => hole).ToDictionary();
        Assert.Equal(expected.Keys.ToHashSet(), found.Keys.ToHashSet());
        double each = holes.Length / (8.0 * 24);
        Assert.All(found, pair => Assert.InRange(pair.Value / (expected[pair.Key] * each), 0.5, 1.6));
    }

    [Fact]
    public void Mixup_shares_depend_on_every_part_of_the_key()
    {
        Augmentation augmentation = Augmentation.From(new AugmentationSettings { MixupAlpha = 1 });
        double share = augmentation.MixupShare(1, DataStream.Retrain, 2, 3);

        Assert.Equal(share, augmentation.MixupShare(1, DataStream.Retrain, 2, 3));
        Assert.NotEqual(share, augmentation.MixupShare(2, DataStream.Retrain, 2, 3));
        Assert.NotEqual(share, augmentation.MixupShare(1, DataStream.SearchTrain, 2, 3));
        Assert.NotEqual(share, augmentation.MixupShare(1, DataStream.Retrain, 3, 3));
        Assert.NotEqual(share, augmentation.MixupShare(1, DataStream.Retrain, 2, 4));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Contains("crop padding -1", Assert.Throws<CdartsException>(() => new Augmentation(-1, false)).Message);
        AssertRefused("crop padding -1", new() { CropPadding = -1 });
        AssertRefused("cutout length -2", new() { CutoutLength = -2 });
        AssertRefused("mixup alpha -0.5", new() { MixupAlpha = -0.5 });
        AssertRefused("mixup alpha NaN", new() { MixupAlpha = double.NaN });
    }

    private static PictureChange Change(AugmentationSettings settings, int sample) =>
        Augmentation.From(settings).Change(7, DataStream.Retrain, 3, sample, 32, 32);

    private static void AssertRefused(string message, AugmentationSettings settings) =>
        Assert.Contains(message, Assert.Throws<CdartsException>(() => Augmentation.From(settings)).Message);
}
