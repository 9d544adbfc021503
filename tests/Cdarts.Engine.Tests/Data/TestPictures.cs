using Cdarts.Engine.Data;

namespace Cdarts.Engine.Tests.Data;

/// <summary>Small sets with pixels that tell their place apart, and channels with different normalisations.</summary>
internal static class TestPictures
{
    public static Normalisation Normalisation { get; } = new([0.25, 0.5, 0.125], [0.5, 0.25, 2]);

    public static ImageSet Create(int count, int height = 8, int width = 6)
    {
        byte[] pixels = new byte[count * 3 * height * width];
        CounterRandom random = new(99);
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)random.NextInt(256);
        }

        int[] labels = [.. Enumerable.Range(0, count).Select(i => i * 7 % 5)];
        return new ImageSet("test", 3, height, width, pixels, labels, ["a", "b", "c", "d", "e"], Normalisation);
    }
}
