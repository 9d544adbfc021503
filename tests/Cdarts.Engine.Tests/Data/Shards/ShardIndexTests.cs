using System.Security.Cryptography;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Shards;
using Cdarts.Engine.Tests.Data.Imaging;

namespace Cdarts.Engine.Tests.Data.Shards;

public class ShardIndexTests
{
    private static readonly byte[] Good = Create();

    [Fact]
    public void An_index_comes_back_as_it_was_written()
    {
        ShardIndex index = ShardIndex.Parse(Good, "test.index");

        Assert.Equal(["a", "é"], index.Manifest.ClassNames);
        Assert.Equal([100, 50], index.ShardLengths);
        Assert.Equal(["a/1.jpg", "é/2.jpg"], Enumerable.Range(0, 2).Select(index.Manifest.PathOf));
        Assert.Equal([0, 1], index.Manifest.Labels.ToArray());
        Assert.Equal([90, 50], index.Manifest.Lengths.ToArray());
        Assert.Equal([new ShardPlace(0, 10, 3, 4, 0xFFFF_FFFF), new ShardPlace(1, 0, 5, 6, 7)], index.Places);
    }

    /// <summary>Damage is found by the hash; an index with a right hash may still be hostile.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damaged_indexes_are_refused_with_one_sentence_and_little_memory(bool hashed)
    {
        PictureMutation mutation = new(Good[..^ShardIndex.HashLength], seed: 5);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] body = mutation.Next();
            byte[] bytes = [.. body, .. hashed ? SHA256.HashData(body) : Good[^ShardIndex.HashLength..]];
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ShardIndex.Parse(bytes, "test.index");
            }
            catch (CdartsException problem)
            {
                Assert.Contains("test.index", problem.Message);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_384 + (16L * bytes.Length));
        }

        Assert.InRange(refused, hashed ? 10_000 : 19_000, 20_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(60)]
    public void A_cut_off_index_is_refused(int length) => Assert.Throws<CdartsException>(() => ShardIndex.Parse(Good.AsSpan(0, length), "test.index"));

    private static byte[] Create()
    {
        ManifestBuilder builder = new(["a", "é"]);
        builder.Add("a/1.jpg", 0, 90);
        builder.Add("é/2.jpg", 1, 50);
        return ShardWriter.BytesOf(new ShardIndex(builder.Build(), [100, 50], [new(0, 10, 3, 4, 0xFFFF_FFFF), new(1, 0, 5, 6, 7)]));
    }
}
