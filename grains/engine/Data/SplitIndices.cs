using System.Security.Cryptography;

namespace Cdarts.Engine.Data;

/// <summary>The two halves of a train list, as ascending positions in it.</summary>
/// <param name="Train">The half that the search network's weights learn from.</param>
/// <param name="Valid">The half that alphas and evaluation network learn from.</param>
/// <param name="Hash">
/// SHA-256 (hex) over, as little-endian 32-bit integers: the length of the train half, its positions, the length of the validation half, its positions.
/// </param>
internal sealed record SplitIndices(int[] Train, int[] Valid, string Hash)
{
    /// <summary>A split with its hash.</summary>
    public static SplitIndices Of(int[] train, int[] valid) => new(train, valid, HashOf(train, valid));

    /// <summary>The hash of two halves.</summary>
    public static string HashOf(ReadOnlySpan<int> train, ReadOnlySpan<int> valid)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendIntegers([train.Length]);
        hash.AppendIntegers(train);
        hash.AppendIntegers([valid.Length]);
        hash.AppendIntegers(valid);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
