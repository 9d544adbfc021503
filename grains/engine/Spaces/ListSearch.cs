namespace Cdarts.Engine.Spaces;

/// <summary>Looking up names in short lists.</summary>
internal static class ListSearch
{
    /// <summary>Index of the first equal item, or -1.</summary>
    internal static int IndexOf(this IReadOnlyList<string> list, string item)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] == item)
            {
                return i;
            }
        }

        return -1;
    }
}
