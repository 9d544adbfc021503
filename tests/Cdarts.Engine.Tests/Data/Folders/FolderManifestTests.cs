using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Cdarts.Engine.Data.Folders;

namespace Cdarts.Engine.Tests.Data.Folders;

public class FolderManifestTests
{
    private static readonly (string Path, int Label, int Length)[] Pictures = [("a/é.jpg", 0, 5), ("a/z.jpg", 0, 70_000), ("b/1.png", 1, 0)];

    [Fact]
    public void The_fingerprint_is_the_documented_hash()
    {
        List<byte> bytes = [];
        foreach ((string path, int label, int length) in Pictures)
        {
            byte[] numbers = new byte[9];
            BinaryPrimitives.WriteInt32LittleEndian(numbers.AsSpan(1), label);
            BinaryPrimitives.WriteInt32LittleEndian(numbers.AsSpan(5), length);
            bytes.AddRange([.. Encoding.UTF8.GetBytes(path), .. numbers]);
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. bytes])), Create().Fingerprint);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData([.. bytes, .. "abc"u8])), Create().Without(new HashSet<string>(), "abc", out _).Fingerprint);
    }

    [Fact]
    public void What_is_left_out_is_gone_and_the_rest_keeps_its_order()
    {
        FolderManifest rest = Create().Without(new HashSet<string> { "a/z.jpg", "c/other.jpg" }, "hash", out int[] kept);

        Assert.Equal(["a/é.jpg", "b/1.png"], Enumerable.Range(0, rest.Count).Select(rest.PathOf));
        Assert.Equal([0, 1], rest.Labels.ToArray());
        Assert.Equal([5, 0], rest.Lengths.ToArray());
        Assert.Equal([0, 2], kept);
        Assert.NotEqual(Create().Fingerprint, rest.Fingerprint);
    }

    [Fact]
    public void A_picture_of_more_than_two_gigabytes_is_refused() =>
        Assert.Contains("a/huge.jpg", Assert.Throws<CdartsException>(() => new ManifestBuilder(["a"]).Add("a/huge.jpg", 0, 1L << 31)).Message);

    [Fact]
    public void The_archive_tells_in_what_two_lists_differ()
    {
        FolderManifest old = Create(), now = Create([("a/é.jpg", 0, 6), ("b/1.png", 1, 0), ("b/2.png", 1, 3), ("b/3.png", 1, 3)]);
        ManifestArchive.Keep(old);
        ManifestArchive.Keep(now);

        Assert.Equal("1 picture is gone (a/z.jpg), 2 pictures are new (b/2.png, ...), 1 picture is of another length (a/é.jpg)", ManifestArchive.Difference(old.Fingerprint, now.Fingerprint));
        Assert.Null(ManifestArchive.Difference("unknown", now.Fingerprint));
        FolderManifest shortened = old.Without(new HashSet<string>(), "hash", out _);
        ManifestArchive.Keep(shortened);
        Assert.Equal("the list of bad pictures is another one", ManifestArchive.Difference(old.Fingerprint, shortened.Fingerprint));
    }

    private static FolderManifest Create((string Path, int Label, int Length)[]? pictures = null)
    {
        ManifestBuilder builder = new(["a", "b"]);
        foreach ((string path, int label, int length) in pictures ?? Pictures)
        {
            builder.Add(path, label, length);
        }

        return builder.Build();
    }
}
