namespace Cdarts.Engine.Data;

/// <summary>The order of an epoch.</summary>
internal static class Permutation
{
    /// <summary>
    /// A permutation of 0..<paramref name="count"/>-1 that depends on the arguments only: Fisher-Yates from the last place down, place i swapped with
    /// place <c>NextInt(i + 1)</c>, numbers from <see cref="CounterRandom.Key"/> of the epoch with sample <see cref="CounterRandom.WholeEpoch"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static int[] Create(int count, long seed, DataStream stream, long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        CounterRandom random = new(CounterRandom.Key(seed, stream, epoch, CounterRandom.WholeEpoch));
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
