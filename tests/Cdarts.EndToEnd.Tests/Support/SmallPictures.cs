using System.Buffers.Binary;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>A data set so small that a test's time goes into what it tests: four IDX files of striped pictures in ten classes.</summary>
internal static class SmallPictures
{
    public const string TrainPictures = "train-images-idx3-ubyte";
    public const int Classes = 10, Train = 80, Test = 20;

    private const int Side = 28;
    private const int PicturesMagic = 0x803, LabelsMagic = 0x801;

    /// <summary>Writes the files.</summary>
    /// <returns>The folder.</returns>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        WritePart(folder, "train", Train);
        WritePart(folder, "t10k", Test);
        return folder;
    }

    private static void WritePart(string folder, string part, int count)
    {
        byte[] pictures = new byte[count * Side * Side];
        for (int i = 0; i < pictures.Length; i++)
        {
            int picture = i / (Side * Side), row = i / Side % Side, column = i % Side;
            int stripe = (row + column + picture) % (2 + (picture % Classes));
            pictures[i] = (byte)(stripe == 0 ? 200 - picture : (row * column) + picture);
        }

        File.WriteAllBytes(Path.Combine(folder, $"{part}-images-idx3-ubyte"), [.. Header(PicturesMagic, count, Side, Side), .. pictures]);
        byte[] labels = [.. Enumerable.Range(0, count).Select(picture => (byte)(picture % Classes))];
        File.WriteAllBytes(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), [.. Header(LabelsMagic, count), .. labels]);
    }

    private static byte[] Header(params int[] numbers)
    {
        byte[] header = new byte[numbers.Length * sizeof(int)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(i * sizeof(int)), numbers[i]);
        }

        return header;
    }
}
