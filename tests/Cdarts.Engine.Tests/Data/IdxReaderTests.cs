using Cdarts.Engine.Data;
using CsCheck;

namespace Cdarts.Engine.Tests.Data;

public class IdxReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pictures_are_read_plain_or_compressed(bool compressed)
    {
        byte[] bytes = IdxBytes.Create(0x803, [2, 1, 3], [1, 2, 3, 4, 5, 6]);

        IdxPictures pictures = IdxReader.ReadPictures(InMemory(compressed ? IdxBytes.Compress(bytes) : bytes));

        Assert.Equal((2, 1, 3), (pictures.Count, pictures.Height, pictures.Width));
        Assert.Equal([1, 2, 3, 4, 5, 6], pictures.Pixels);
    }

    [Fact]
    public void Labels_are_read() => Assert.Equal([3, 1, 4], IdxReader.ReadLabels(InMemory(IdxBytes.Labels(3, 1, 4))));

    [Fact]
    public void More_than_one_chunk_is_read()
    {
        byte[] pixels = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7919 >> 3))];

        Assert.Equal(pixels, IdxReader.ReadPictures(InMemory(IdxBytes.Compress(IdxBytes.Create(0x803, [3000, 20, 50], pixels)))).Pixels);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "train-images-idx3-ubyte");

        AssertRefused(IdxFile.At(path), $"'{path}' does not exist");
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_refused() => AssertRefused(IdxFile.At(Path.GetTempPath()), "cannot be read");

    [Fact]
    public void Another_kind_of_file_is_refused()
    {
        AssertRefused(IdxBytes.Labels(1, 2, 3, 4, 5, 6, 7, 8), "holds labels (it starts with 0x00000801): grey pictures (0x00000803) are needed");
        AssertRefused(IdxBytes.Create(0x804, [1, 3, 2, 2], new byte[12]), "holds pictures with channels, which are not supported");
        AssertRefused(IdxBytes.Create(0xD03, [1, 1, 1], new byte[4]), "not an IDX file of unsigned bytes (it starts with 0x00000D03)");
        AssertRefused("<html>Not found</html>"u8.ToArray(), "not an IDX file");
        AssertRefused(IdxBytes.Compress("<html>Not found</html>"u8.ToArray()), "not an IDX file");
        Assert.Contains("holds grey pictures", Assert.Throws<CdartsException>(() => IdxReader.ReadLabels(InMemory(IdxBytes.Pictures(1, 2)))).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_truncation_is_refused(bool compressed)
    {
        byte[] whole = IdxBytes.Pictures(2, 3);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] part = whole[..length];
            AssertRefused(compressed ? IdxBytes.Compress(part) : part, "truncated");
        }
    }

    [Fact]
    public void Every_truncation_of_compressed_data_is_refused()
    {
        // A cut inside the end mark and the checksum that follow the data loses no data, and .NET lets it pass.
        const int endBytes = 9;
        byte[] whole = IdxBytes.Compress(IdxBytes.Pictures(2, 3));
        for (int length = 0; length < whole.Length - endBytes; length++)
        {
            AssertRefused(whole[..length], "truncated");
        }
    }

    [Fact]
    public void A_flipped_bit_in_compressed_data_is_refused_or_harmless()
    {
        byte[] original = IdxBytes.Pictures(2, 5);
        byte[] whole = IdxBytes.Compress(original);
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(original[16..], IdxReader.ReadPictures(InMemory(damaged)).Pixels);
            }
            catch (CdartsException)
            {
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Trailing_bytes_are_refused(bool compressed)
    {
        byte[] bytes = [.. IdxBytes.Pictures(2, 3), 0];

        AssertRefused(compressed ? IdxBytes.Compress(bytes) : bytes, "bytes after the 18 bytes of data");
    }

    [Theory]
    [InlineData(int.MaxValue, 28, 28, "announces more data")]
    [InlineData(-1, -1, -1, "announces more data")]
    [InlineData(-1, 1, 1, "announces more data")]
    [InlineData(1_000_000_000, 1, 2, "header announces 2000000000 bytes of data but 18 follow")]
    [InlineData(0, 3, 3, "is empty")]
    [InlineData(2, 0, 3, "is empty")]
    [InlineData(2, 3, 0, "is empty")]
    public void Absurd_sizes_are_refused_without_allocating_for_them(int count, int height, int width, string message)
    {
        byte[] bytes = IdxBytes.Create(0x803, [count, height, width], new byte[18]);
        byte[] compressed = IdxBytes.Compress(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        AssertRefused(bytes, message);
        AssertRefused(compressed, message);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Noise_is_refused_in_one_sentence() =>
        Gen.Byte.Array[0, 64].Sample(noise =>
        {
            Assert.Throws<CdartsException>(() => IdxReader.ReadPictures(InMemory(noise)));
            Assert.Throws<CdartsException>(() => IdxReader.ReadPictures(InMemory([0x1F, 0x8B, 8, .. noise])));
            Assert.Throws<CdartsException>(() => IdxReader.ReadLabels(InMemory([0, 0, 8, 1, 0x7F, .. noise])));
        });

    private static IdxFile InMemory(byte[] bytes) => new("file-under-test", () => new MemoryStream(bytes, writable: false));

    private static void AssertRefused(byte[] bytes, string message) => AssertRefused(InMemory(bytes), message);

    private static void AssertRefused(IdxFile file, string message)
    {
        CdartsException refusal = Assert.Throws<CdartsException>(() => IdxReader.ReadPictures(file));
        Assert.Contains(message, refusal.Message);
        Assert.Contains(file.Name, refusal.Message);
    }
}
