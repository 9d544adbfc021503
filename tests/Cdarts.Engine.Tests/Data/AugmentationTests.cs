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
    public void Negative_padding_is_refused() =>
        Assert.Contains("crop padding -1", Assert.Throws<CdartsException>(() => new Augmentation(-1, false)).Message);
}
