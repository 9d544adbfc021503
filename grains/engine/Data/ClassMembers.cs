namespace Cdarts.Engine.Data;

/// <summary>Sorts pictures by class.</summary>
internal static class ClassMembers
{
    /// <summary>The pictures of each class, in their order.</summary>
    /// <param name="labels">Class of each picture.</param>
    /// <param name="positions">Pictures that count.</param>
    /// <param name="classes">Number of classes.</param>
    public static List<int>[] Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> positions, int classes)
    {
        List<int>[] members = new List<int>[classes];
        for (int c = 0; c < classes; c++)
        {
            members[c] = [];
        }

        foreach (int position in positions)
        {
            members[labels[position]].Add(position);
        }

        return members;
    }
}
