using Cdarts.Engine.Data.Imaging;
using SkiaSharp;

namespace Cdarts.Engine.Tests.Data.Imaging;

/// <summary>Pictures made for a test: waves of colour with noise, so that a shifted or blurred pixel shows.</summary>
internal static class TestJpeg
{
    public static byte[] Encode(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg, int quality = 90)
    {
        using SKBitmap bitmap = new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Random random = new(width * 31 + height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor(Wave(x / 9.0, random), Wave(y / 7.0, random), Wave((x + y) / 11.0, random)));
            }
        }

        using SKData data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>Red, green and blue of all pixels.</summary>
    public static byte[] Colours(PixelView pixels)
    {
        byte[] colours = new byte[pixels.Width * pixels.Height * 3];
        for (int i = 0; i < colours.Length; i++)
        {
            (int pixel, int channel) = (i / 3, i % 3);
            colours[i] = pixels.Row(pixel / pixels.Width)[(pixel % pixels.Width * PixelView.BytesPerPixel) + channel];
        }

        return colours;
    }

    private static byte Wave(double angle, Random random) => (byte)(128 + (100 * Math.Sin(angle)) + random.Next(20));
}
