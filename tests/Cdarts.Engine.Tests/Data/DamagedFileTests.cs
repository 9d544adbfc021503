using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Tests.Data.Imaging;

namespace Cdarts.Engine.Tests.Data;

/// <summary>Damaged IDX, CIFAR and safetensors files: each is refused with one sentence that names it, or read, with no more memory than there are bytes to be had.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int Count = 20_000;
    private const string Name = "damaged.file";

    /// <summary>Readers begin with buffers of up to a mebibyte.</summary>
    private const long Buffers = 5 << 20;

    /// <summary>The most that deflate makes of a byte.</summary>
    private const int Inflation = 1032;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Idx_pictures() => Damage(IdxBytes.Pictures(3, 28), 4, bytes => IdxReader.ReadPictures(Stored(bytes)));

    [Fact]
    public void Idx_labels() => Damage(IdxBytes.Labels(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 4, bytes => IdxReader.ReadLabels(Stored(bytes)));

    [Fact]
    public void Compressed_idx_pictures() => Damage(IdxBytes.Compress(IdxBytes.Pictures(3, 28)), 4 * Inflation, bytes => IdxReader.ReadPictures(Stored(bytes)));

    [Fact]
    public void Cifar_records()
    {
        string file = Path.Combine(_folder.Path, Name);
        Damage([.. CifarBytes.Record(0, 1), .. CifarBytes.Record(7, 9)], 4, bytes =>
        {
            File.WriteAllBytes(file, bytes);
            CifarReader.Read(CifarLayout.Cifar10, [file]);
        });
    }

    [Fact]
    public void Safetensors()
    {
        using MemoryStream stream = new();
        SafetensorsFile.Write(stream, [new TensorBlock("weight", TensorDTypes.Float32, [2, 3], new byte[24]), new TensorBlock("count", TensorDTypes.Int64, [], new byte[8])]);
        Damage(stream.ToArray(), 64, bytes => SafetensorsFile.Read(new MemoryStream(bytes), Name));
    }

    private static IdxFile Stored(byte[] bytes) => new(Name, () => new MemoryStream(bytes));

    /// <param name="good">A file as it should be.</param>
    /// <param name="perByte">Bytes of memory that a byte of the file may cost beside the buffers.</param>
    /// <param name="read">Reads a file.</param>
    private static void Damage(byte[] good, int perByte, Action<byte[]> read)
    {
        read(good);
        PictureMutation mutation = new(good, seed: 11);
        int refused = 0;
        for (int i = 0; i < Count; i++)
        {
            byte[] bytes = mutation.Next();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(bytes);
            }
            catch (CdartsException problem)
            {
                Assert.Contains(Name, problem.Message);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Buffers + ((long)perByte * bytes.Length));
        }

        Assert.InRange(refused, 1, Count - 1);
    }
}
