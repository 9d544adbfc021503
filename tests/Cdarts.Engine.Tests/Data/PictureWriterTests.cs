using System.Runtime.InteropServices;
using Cdarts.Engine.Data;
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
