using System.Buffers.Binary;
using System.Text;
using Cdarts.Engine.Data.Folders;

namespace Cdarts.Engine.Data.Shards;

/// <summary>Reads the content of an index, which may be hostile: every count is held against the bytes that are left before memory is taken for it.</summary>
internal ref struct ShardIndexReader
{
    private const int BytesOfPicture = 36;

    private readonly string _name;
    private ReadOnlySpan<byte> _left;

    private ShardIndexReader(ReadOnlySpan<byte> bytes, string name)
    {
        _left = bytes;
        _name = name;
    }

    /// <summary>First bytes of an index.</summary>
    public static ReadOnlySpan<byte> Magic => "CDSHARD1"u8;

    /// <summary>Reads an index without its hash.</summary>
    /// <exception cref="CdartsException">It is not one.</exception>
    public static ShardIndex Read(ReadOnlySpan<byte> bytes, string name)
    {
        if (!bytes.StartsWith(Magic))
        {
            throw Refuse(name, "it is of another format or version");
        }

        return new ShardIndexReader(bytes[Magic.Length..], name).Read();
    }

    /// <summary>One sentence.</summary>
    public static CdartsException Refuse(string name, string why) => new($"The index '{name}' cannot be used, since {why}: pack the folder again.");

    private ShardIndex Read()
    {
        string[] classes = new string[Count(sizeof(int))];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = Text();
        }

        long[] shards = new long[Count(sizeof(long))];
        for (int i = 0; i < shards.Length; i++)
        {
            shards[i] = Long();
        }

        ShardPlace[] places = new ShardPlace[Count(BytesOfPicture)];
        ManifestBuilder builder = new(classes);
        for (int i = 0; i < places.Length; i++)
        {
            (int shard, long offset, int length, int label) = (Int(), Long(), Int(), Int());
            Require((uint)label < (uint)classes.Length, "a picture has a class that there is not");
            Require((uint)shard < (uint)shards.Length && length >= 0 && offset >= 0 && offset <= shards[shard] - length, "a picture lies outside its shard");
            places[i] = new ShardPlace(shard, offset, Int(), Int(), (uint)Int());
            builder.Add(Text(), label, length);
        }

        Require(_left.IsEmpty && places.Length > 0, "it has no pictures, or more bytes than pictures");
        return new ShardIndex(builder.Build(), shards, places);
    }

    private int Count(int bytesOfEach)
    {
        int count = Int();
        Require(count >= 0 && count <= _left.Length / bytesOfEach, "it names more entries than it has");
        return count;
    }

    private string Text() => Encoding.UTF8.GetString(Take(Count(1)));

    private int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    private long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    private ReadOnlySpan<byte> Take(int length)
    {
        Require(length <= _left.Length, "it is cut off");
        ReadOnlySpan<byte> taken = _left[..length];
        _left = _left[length..];
        return taken;
    }

    private readonly void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw Refuse(_name, otherwise);
        }
    }
}
