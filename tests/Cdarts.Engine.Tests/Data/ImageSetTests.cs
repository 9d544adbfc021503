using Cdarts.Engine.Data;

namespace Cdarts.Engine.Tests.Data;

public class ImageSetTests
{
    private static readonly string[] Names = ["a", "b"];
    private static readonly Normalisation Grey = new([0.5], [0.5]);

    [Fact]
    public void Pictures_and_labels_are_kept_in_order()
    {
        ImageSet set = Create();

        Assert.Equal(2, set.Count);
        Assert.Equal(2, set.Classes);
        Assert.Equal([1, 0], set.Labels.ToArray());
        Assert.Equal([5, 6], set.Picture(1).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Picture(2).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Picture(-1).ToArray());
    }

    [Fact]
    public void The_fingerprint_tells_pixels_labels_and_shape_apart()
    {
        string[] fingerprints =
        [
            Create().Fingerprint,
            Create(pixels: [3, 4, 5, 7]).Fingerprint,
            Create(labels: [0, 1]).Fingerprint,
            Create(height: 1, width: 2).Fingerprint,
        ];

        Assert.Equal(4, fingerprints.Distinct().Count());
        Assert.Equal(fingerprints[0], Create(name: "other").Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", fingerprints[0]);
    }

    [Fact]
    public void Contradictions_are_refused()
    {
        AssertRefused("4 bytes of pixels", () => Create(labels: [0, 1, 0]));
        AssertRefused("has no pictures", () => Create(pixels: [], labels: []));
        AssertRefused("Picture 1 of the data set 'test' has label 2", () => Create(labels: [0, 2]));
        AssertRefused("Picture 0 of the data set 'test' has label -1", () => Create(labels: [-1, 0]));
        AssertRefused("must be positive", () => Create(height: 0));
        AssertRefused("normalisation has 3", () => new ImageSet("test", 1, 2, 1, [3, 4, 5, 6], [1, 0], Names, TestPictures.Normalisation));
    }

    [Fact]
    public void A_normalisation_without_spread_is_refused()
    {
        AssertRefused("cannot be normalised", () => Normalisation.Measure([7, 7, 7]));
        AssertRefused("one finite mean", () => new Normalisation([0.5, 0.5], [1]));
        AssertRefused("one finite mean", () => new Normalisation([double.NaN], [1]));
    }

    [Fact]
    public void Grey_pictures_are_measured_to_four_decimals()
    {
        Normalisation measured = Normalisation.Measure([0, 255, 255, 0, 0, 0]);

        Assert.Equal([0.3333, 0.3333, 0.3333], measured.Mean);
        Assert.Equal([0.4714, 0.4714, 0.4714], measured.Deviation);
    }

    private static ImageSet Create(string name = "test", int height = 2, int width = 1, byte[]? pixels = null, int[]? labels = null) =>
        new(name, 1, height, width, pixels ?? [3, 4, 5, 6], labels ?? [1, 0], Names, Grey);

    private static void AssertRefused(string message, Func<object> create) =>
        Assert.Contains(message, Assert.Throws<CdartsException>(create).Message);
}
