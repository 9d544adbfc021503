using System.Buffers.Binary;
using System.Text;
using Cdarts.Engine.Checkpoints;
using CsCheck;

namespace Cdarts.Engine.Tests.Checkpoints;

public sealed class SafetensorsFileTests
{
    private static readonly TensorBlock[] Blocks =
    [
        new("flag", TensorDTypes.UInt8, [3], new byte[] { 1, 2, 3 }),
        new("größe \"x\"", TensorDTypes.Float32, [2, 1], new byte[] { 0, 0, 128, 63, 0, 0, 0, 64 }),
        new("scalar", TensorDTypes.Float64, [], new byte[8]),
        new("empty", TensorDTypes.Int64, [0, 5], Array.Empty<byte>()),
    ];

    private static Gen<TensorBlock[]> AnyBlocks => Gen.Select(
            Gen.String[1, 12],
            OneOf([TensorDTypes.Float32, TensorDTypes.Float64, TensorDTypes.Int64, TensorDTypes.UInt8]),
            Gen.Long[0, 5].List[0, 3])
        .SelectMany((name, dtype, shape) =>
            Gen.Byte.Array[(int)shape.Aggregate((long)TensorDTypes.SizeOf(dtype), (a, b) => a * b)].Select(data => new TensorBlock(name, dtype, shape, data)))
        .List[0, 6].Select(list => list.Where(block => block.Name != "__metadata__").DistinctBy(block => block.Name).ToArray());

    [Fact]
    public void Any_blocks_come_back_equal() => AnyBlocks.Sample(
        blocks => Contents.AssertEqual(blocks, Read(Written(blocks)).Blocks), iter: 500);

    [Fact]
    public void Metadata_comes_back_equal()
    {
        Dictionary<string, string> metadata = new() { ["b"] = "2", ["a"] = "\"1\"" };
        Assert.Equal(metadata, Read(Written(Blocks, metadata)).Metadata);
    }

    [Fact]
    public void The_layout_is_that_of_the_format()
    {
        byte[] file = Written([new("b", TensorDTypes.UInt8, [1], new byte[] { 7 }), new("a", TensorDTypes.Float32, [1], new byte[] { 1, 2, 3, 4 })]);
        const string Json = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}""";
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(Json.PadRight((Json.Length + 7) / 8 * 8), Encoding.UTF8.GetString(file, 8, length));
        Assert.Equal([1, 2, 3, 4, 7], file[(8 + length)..]);
    }

    [Fact]
    public void Tensors_are_aligned_to_their_elements()
    {
        byte[] file = Written(Blocks);
        Assert.Equal(["scalar", "empty", "größe \"x\"", "flag"], Read(file).Blocks.Select(block => block.Name));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(file) % 8);
    }

    [Fact]
    public void What_does_not_fit_is_not_written()
    {
        Assert.Throws<ArgumentException>(() => Written([Blocks[0], Blocks[0]]));
        Assert.Throws<ArgumentException>(() => Written([Blocks[0] with { Name = "__metadata__" }]));
        Assert.Throws<ArgumentException>(() => Written([Blocks[0] with { Shape = [4] }]));
        Assert.Throws<ArgumentException>(() => Written([Blocks[0] with { DType = "BF16" }]));
        Assert.Throws<ArgumentException>(() => Written([Blocks[3] with { DType = "BF16" }]));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4, null)]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, "f is damaged: its tensors take 4 bytes, and 3 bytes follow the header.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 5, "f is damaged: its tensors take 4 bytes, and 5 bytes follow the header.")]
    [InlineData("""{}""", 1, "f is damaged: its tensors take 0 bytes, and 1 bytes follow the header.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,3]}}""", 3, "f is damaged: tensor 'a' is U8[4] and has 3 bytes.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[3,2]}}""", 3, "f is damaged: tensor 'a' is U8[1] and has -1 bytes.")]
    [InlineData("""{"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[1,0]}}""", 8, "f is damaged: tensor 'a' is F64[4611686018427387904, 4] and has -1 bytes.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4000000000],"data_offsets":[0,4000000000]}}""", 4, "f is damaged: tensor 'a' is U8[4000000000] and has 4000000000 bytes.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2000000000],"data_offsets":[0,2000000000]}}""", 4, "f is damaged: its tensors take 2000000000 bytes, and 4 bytes follow the header.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3,
        "f is damaged: tensor 'b' begins at byte 1 of the data, and the one before it ends at 2.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", 4,
        "f is damaged: tensor 'b' begins at byte 3 of the data, and the one before it ends at 2.")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}""", 2, "f has the tensor 'a' of type 'BF16'; this program reads F32, F64, I64 and U8.")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, NotJson)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1]}}""", 1, NotJson)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"more":1}}""", 1, NotJson)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", 1, NotJson)]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1, NotJson)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1, NotJson)]
    [InlineData("""{"a":{"dtype":null,"shape":[1],"data_offsets":[0,1]}}""", 1, NotJson)]
    [InlineData("""{"a":[]}""", 0, NotJson)]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, NotJson)]
    [InlineData("[]", 0, NotJson)]
    [InlineData("", 0, NotJson)]
    [InlineData("[[[[[[[[[[[[", 0, NotJson)]
    public void A_header_that_breaks_a_rule_is_refused(string header, int dataBytes, string? sentence)
    {
        byte[] file = [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[dataBytes]];
        Exception? problem = Record.Exception(() => Read(file));
        Assert.Equal(sentence, problem?.Message);
        Assert.True(problem is null or CdartsException);
    }

    private const string NotJson = "f is not a safetensors file: its header is not the JSON that the format asks for.";

    [Theory]
    [InlineData(0, "f is not a safetensors file: it has 0 bytes, and the header's length alone takes 8.")]
    [InlineData(7, "f is not a safetensors file: it has 7 bytes, and the header's length alone takes 8.")]
    public void A_file_without_a_header_is_refused(int bytes, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<CdartsException>(() => Read(new byte[bytes])).Message);

    [Theory]
    [InlineData(9)]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_header_longer_than_the_file_is_refused(long length)
    {
        byte[] file = [.. BitConverter.GetBytes(length), .. new byte[8]];
        Assert.Equal(
            $"f is not a whole safetensors file: its header is said to have {(ulong)length} bytes, the file has 16 (limit 100000000).",
            Assert.Throws<CdartsException>(() => Read(file)).Message);
    }

    [Fact]
    public void A_file_on_disk_is_named_in_the_error()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.In("x.safetensors"), "{}");
        Assert.StartsWith($"{folder.In("x.safetensors")} is not", Assert.Throws<CdartsException>(() => SafetensorsFile.Read(folder.In("x.safetensors"))).Message);
        File.WriteAllBytes(folder.In("x.safetensors"), Written(Blocks));
        Contents.AssertEqual(Blocks, SafetensorsFile.Read(folder.In("x.safetensors")).Blocks);
    }

    [Fact]
    public void No_damage_does_worse_than_an_exception_of_ours()
    {
        byte[] good = Written(Blocks, new Dictionary<string, string> { ["k"] = "v" });
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(good) + 8;
        Gen<(int, byte)> change = Gen.Select(Gen.Int[0, header - 1], Gen.OneOf(Gen.Byte, OneOf("{}[],:\"0129-eEnull "u8.ToArray())));
        Gen.Select(change.List[1, 6], Gen.Int[-40, 40]).Sample(
            (changes, longer) =>
            {
                byte[] file = [.. good];
                changes.ForEach(one => file[one.Item1] = one.Item2);
                Array.Resize(ref file, Math.Max(0, file.Length + longer));
                long before = GC.GetAllocatedBytesForCurrentThread();
                Exception? problem = Record.Exception(() => Read(file));
                Assert.True(problem is null or CdartsException, problem?.ToString());
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
            },
            iter: 4_000);
    }

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static byte[] Written(IReadOnlyList<TensorBlock> blocks, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using MemoryStream stream = new();
        SafetensorsFile.Write(stream, blocks, metadata);
        return stream.ToArray();
    }

    private static SafetensorsContent Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return SafetensorsFile.Read(stream, "f");
    }
}
