using System.Text.Json;
using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>Carries the result of a vote to replicas that missed it.</summary>
internal static class VoteTransfer
{
    /// <summary>Gives all replicas the result of the last vote of one of them.</summary>
    /// <param name="world">All replicas; all call it.</param>
    /// <param name="source">Rank that gives.</param>
    /// <param name="votes">This replica's votes.</param>
    /// <param name="type">Element type.</param>
    /// <param name="device">Device of this replica.</param>
    /// <returns>The update, and the result.</returns>
    internal static (Cursor Of, IReadOnlyList<Tensor> Result) Share(ICollective world, int source, VoteMemory votes, ScalarType type, Device device)
    {
        bool gives = world.Rank == source;
        Heading own = new(votes.ResultOf ?? Cursor.Start, [.. votes.Result.Select(region => region.numel())]);
        byte[] block = world.AllGather(gives ? JsonSerializer.SerializeToUtf8Bytes(own, JsonSerializerOptions.Web) : [])[source];
        Heading heading = JsonSerializer.Deserialize<Heading>(block, JsonSerializerOptions.Web)!;
        IReadOnlyList<Tensor> result = gives ? votes.Result : [.. heading.Lengths.Select(length => empty(length, type, device))];
        world.Broadcast(result, source);
        return (heading.Of, result);
    }

    private sealed record Heading(Cursor Of, long[] Lengths);
}
