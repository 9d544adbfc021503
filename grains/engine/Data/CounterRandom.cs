namespace Cdarts.Engine.Data;

/// <summary>
/// Random numbers that depend on a key and on nothing else: SplitMix64 (Steele, Lea, Flood 2014). The algorithm is written down here, and kept by
/// golden values, since resumed runs and runs on another machine must draw the same numbers; library generators change between versions.
/// </summary>
/// <remarks>
/// A mutable struct: keep it in a local variable and pass it by <c>ref</c>; a copy repeats the numbers of the original.
/// <para>n-th output (n from 1) of key k: <c>mix(k + n·G)</c> mod 2^64, with <c>G = 0x9E3779B97F4A7C15</c> and
/// <c>mix(z)</c>: <c>z = (z ^ z&gt;&gt;30)·0xBF58476D1CE4E5B9; z = (z ^ z&gt;&gt;27)·0x94D049BB133111EB; z ^ z&gt;&gt;31</c>.</para>
/// </remarks>
internal struct CounterRandom(ulong key)
{
    /// <summary>Sample number of draws that belong to a whole epoch, not to one sample.</summary>
    public const long WholeEpoch = -1;

    private const ulong Increment = 0x9E3779B97F4A7C15;

    private ulong _state = key;

    /// <summary>
    /// The key of one sample's draws: from h = 0, each of seed, stream, epoch and sample in turn does <c>h = mix((h + G) ^ value)</c>.
    /// For three fixed parts it is a bijection of the fourth, so no two samples of an epoch share a key.
    /// </summary>
    public static ulong Key(long seed, DataStream stream, long epoch, long sample)
    {
        ulong hash = Absorb(0, seed);
        hash = Absorb(hash, (long)stream);
        hash = Absorb(hash, epoch);
        return Absorb(hash, sample);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64() => Mix(_state += Increment);

    /// <summary>Uniform in [0, 1): the upper 53 bits of the next number over 2^53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// Uniform in [0, <paramref name="count"/>), without bias: the upper half of the 128-bit product with the next number; the 2^64 mod count
    /// products with the smallest lower halves are drawn again (Lemire 2019).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ulong range = (ulong)count;
        ulong high = Math.BigMul(NextUInt64(), range, out ulong low);
        if (low < range)
        {
            ulong surplus = (0 - range) % range;
            while (low < surplus)
            {
                high = Math.BigMul(NextUInt64(), range, out low);
            }
        }

        return (int)high;
    }

    private static ulong Absorb(ulong hash, long value) => Mix((hash + Increment) ^ (ulong)value);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
