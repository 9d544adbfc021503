using Cdarts.Engine.Optimizers;
using CsCheck;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Optimizers;

public class FlatLayoutTests
{
    [Fact]
    public void Tensors_follow_each_other_aligned_and_without_overlap() => Gen.Select(Gen.Int[1, 100].Array[0, 20], Gen.Bool).Sample((counts, wide) =>
    {
        FlatLayout layout = new(wide ? ScalarType.Float64 : ScalarType.Float32);
        int alignment = wide ? 8 : 16;
        FlatRange region = layout.Append(counts.Select((count, i) => ($"t{i}", (long)count)));
        Assert.Equal(new FlatRange(0, layout.Length), region);
        Assert.Equal(0, layout.Length % alignment);
        long end = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            FlatRange range = layout[$"t{i}"];
            Assert.Equal((0, counts[i]), (range.Start % alignment, range.Length));
            Assert.InRange(range.Start, end, end + alignment - 1);
            end = range.End;
        }
    });

    [Theory]
    [InlineData(ScalarType.Float32, 16)]
    [InlineData(ScalarType.Float64, 8)]
    public void Tensors_laid_together_have_no_gaps_and_what_follows_is_aligned(ScalarType type, int alignment)
    {
        FlatLayout layout = new(type);
        layout.Append([("before", 3)]);
        layout.AppendTogether([("a", 5), ("b", 7)]);
        layout.AppendTogether([("c", 1)]);
        Assert.Equal(new FlatRange(alignment, alignment + 5), layout["a"]);
        Assert.Equal(new FlatRange(alignment + 5, alignment + 12), layout["b"]);
        Assert.Equal((alignment == 16 ? 32 : 24, 40 - (alignment == 16 ? -8 : 8)), ((int)layout["c"].Start, (int)layout.Length));
    }
}
