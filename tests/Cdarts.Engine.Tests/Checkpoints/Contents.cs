using System.Runtime.InteropServices;
using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Tests.Checkpoints;

/// <summary>Small checkpoint contents, each update's different from all others.</summary>
internal static class Contents
{
    public static CheckpointContent At(long globalUpdate, long generation = 1, Cursor? cursor = null) => new()
    {
        Generation = generation,
        Cursor = cursor ?? new Cursor(0, TrainingPhase.Joint, 0, (int)globalUpdate, 0),
        GlobalUpdate = globalUpdate,
        SpecHash = "aa",
        SplitHash = "bb",
        DataFingerprint = "cc",
        State = JsonSerializer.SerializeToElement(new { note = $"state of {globalUpdate}", zeros = new string('0', 64) }),
        Search = [Floats("stem.weight", [2, 3], globalUpdate)],
        Evaluation = [Floats("pool.weight", [4], globalUpdate + 1), new("pool.counts", TensorDTypes.Int64, [], new byte[8])],
        Run = [new("order", TensorDTypes.UInt8, [3], new byte[] { 1, 2, (byte)globalUpdate })],
    };

    public static void AssertEqual(CheckpointContent expected, CheckpointReadResult actual)
    {
        Assert.Equal(expected.Generation, actual.Manifest.Generation);
        Assert.Equal(expected.Cursor, actual.Manifest.Cursor);
        Assert.Equal(expected.GlobalUpdate, actual.Manifest.GlobalUpdate);
        Assert.Equal(
            (expected.SpecHash, expected.SplitHash, expected.DataFingerprint),
            (actual.Manifest.SpecHash, actual.Manifest.SplitHash, actual.Manifest.DataFingerprint));
        Assert.True(JsonElement.DeepEquals(expected.State, actual.Manifest.State));
        AssertEqual(expected.Search, actual.Search);
        AssertEqual(expected.Evaluation, actual.Evaluation);
        AssertEqual(expected.Run, actual.Run);
    }

    public static void AssertEqual(IReadOnlyList<TensorBlock> expected, IReadOnlyList<TensorBlock> actual)
    {
        Assert.Equal(expected.Select(block => block.Name).Order(), actual.Select(block => block.Name).Order());
        foreach (TensorBlock block in expected)
        {
            TensorBlock other = actual.Single(one => one.Name == block.Name);
            Assert.Equal(block.DType, other.DType);
            Assert.Equal(block.Shape, other.Shape);
            Assert.True(block.Data.Span.SequenceEqual(other.Data.Span));
        }
    }

    private static TensorBlock Floats(string name, long[] shape, long seed)
    {
        float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => seed + (i / 8f))];
        return new TensorBlock(name, TensorDTypes.Float32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());
    }
}
