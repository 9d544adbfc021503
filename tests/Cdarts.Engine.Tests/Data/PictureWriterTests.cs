using System.Runtime.InteropServices;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Training;
using CsCheck;

namespace Cdarts.Engine.Tests.Data;

public class PictureWriterTests
{
    private static readonly ImageSet Set = TestPictures.Create(3);

    [Fact]
    public void Crop_and_mirroring_are_those_of_a_padded_picture() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[-9, 9], Gen.Int[-9, 9], Gen.Bool).Sample((index, shiftY, shiftX, mirrored) =>
        {
            Placement placement = new(shiftY, shiftX, mirrored);
            double[] wide = new double[3 * 8 * 6];
            float[] narrow = new float[3 * 8 * 6];

            PictureWriter.Create(Set, Precision.Float64).Write(index, placement, MemoryMarshal.AsBytes(wide.AsSpan()));
            PictureWriter.Create(Set, Precision.Float32).Write(index, placement, MemoryMarshal.AsBytes(narrow.AsSpan()));

            double[] expected = Naive(index, placement);
            Assert.Equal(expected, wide);
            Assert.Equal(expected.Select(value => (float)value), narrow);
        });

    [Theory]
    [InlineData(Precision.Float32, 3 * 8 * 6 * 4)]
    [InlineData(Precision.Float64, 3 * 8 * 6 * 8)]
    public void Pictures_have_the_size_of_their_elements(Precision precision, int bytes) =>
        Assert.Equal(bytes, PictureWriter.Create(Set, precision).BytesPerPicture);

    [Fact]
    public void A_hole_is_zero_after_the_normalisation_and_nothing_else_is()
    {
        double[] whole = new double[144];
        double[] cut = new double[144];
        PictureWriter writer = PictureWriter.Create(Set, Precision.Float64);
        Placement placement = new(1, -1, true);

        writer.Write(1, placement, MemoryMarshal.AsBytes(whole.AsSpan()));
        writer.Write(1, new PictureChange(placement, Hole: new Hole(2, 5, 0, 3)), MemoryMarshal.AsBytes(cut.AsSpan()));

        for (int i = 0; i < cut.Length; i++)
        {
            bool inHole = i % 48 / 6 is >= 2 and < 5 && i % 6 < 3;
            Assert.Equal(inHole ? 0 : whole[i], cut[i]);
        }
    }

    [Fact]
    public void With_a_policy_the_border_is_grey_and_the_policy_comes_after_the_crop()
    {
        ImageSet set = TestPictures.Create(2, 32, 32);
        double[] written = new double[3 * 1024];

        // Sub-policy 1 without its first operation: translate by 150 / 331 of the width.
        PictureChange change = new(new Placement(3, -2, true), new PolicyDraw(1, new StepDraw(1, false), new StepDraw(0, true)));
        PictureWriter.Create(set, Precision.Float64).Write(1, change, MemoryMarshal.AsBytes(written.AsSpan()));

        OperationCanvas canvas = new(32, 32);
        for (int i = 0; i < written.Length; i++)
        {
            (int c, int y, int x) = (i / 1024, (i % 1024 / 32) + 3, 31 - (i % 32) - 2);
            canvas.Pixels[i] = y is >= 0 and < 32 && x is >= 0 and < 32 ? set.Picture(1)[(c * 1024) + (y * 32) + x] : (byte)128;
        }

        PictureOperations.Apply(PictureOperation.TranslateX, -150.0 / 331, canvas);
        for (int i = 0; i < written.Length; i++)
        {
            double value = canvas.Pixels[i] / 255.0;
            Assert.Equal((value - TestPictures.Normalisation.Mean[i / 1024]) / TestPictures.Normalisation.Deviation[i / 1024], written[i]);
        }
    }

    [Fact]
    public void Mixed_pictures_keep_their_share()
    {
        double[] first = [1, 2, 3, .. new double[141]];
        double[] second = [10, -4, 0, .. new double[141]];

        PictureWriter.Create(Set, Precision.Float64).Mix(MemoryMarshal.AsBytes(first.AsSpan()), MemoryMarshal.AsBytes(second.AsSpan()), 0.75);

        Assert.Equal([3.25, 0.5, 2.25], first[..3]);
        Assert.Equal([7.75, -2.5, 0.75], second[..3]);
    }

    /// <summary>Pads generously with zero, cuts the window out, mirrors it, and normalises: the definition, one pixel at a time.</summary>
    private static double[] Naive(int index, Placement placement)
    {
        const int pad = 16;
        double[,,] padded = new double[3, 8 + (2 * pad), 6 + (2 * pad)];
        ReadOnlySpan<byte> picture = Set.Picture(index);
        for (int i = 0; i < picture.Length; i++)
        {
            padded[i / 48, (i % 48 / 6) + pad, (i % 6) + pad] = picture[i];
        }

        double[] result = new double[picture.Length];
        for (int i = 0; i < result.Length; i++)
        {
            (int c, int y, int x) = (i / 48, i % 48 / 6, i % 6);
            int column = placement.Mirrored ? 5 - x : x;
            double value = padded[c, y + pad + placement.ShiftY, column + pad + placement.ShiftX] / 255;
            result[i] = (value - TestPictures.Normalisation.Mean[c]) / TestPictures.Normalisation.Deviation[c];
        }

        return result;
    }
}
