namespace Cdarts.Engine.Optimizers;

/// <summary>Brings what is computed together next to each other in a flat buffer.</summary>
internal static class Stacks
{
    /// <summary>The items in order, but each stack's at the place of the first of them; an item without a stack is alone.</summary>
    /// <param name="items">Items; the members of a stack are all among them.</param>
    /// <param name="membersOf">The members of an item's stack, or null.</param>
    internal static IEnumerable<IReadOnlyList<T>> Together<T>(IEnumerable<T> items, Func<T, IReadOnlyList<T>?> membersOf)
        where T : notnull
    {
        HashSet<T> placed = [];
        foreach (T item in items)
        {
            IReadOnlyList<T> members = membersOf(item) ?? [item];
            if (placed.Add(item))
            {
                placed.UnionWith(members);
                yield return members;
            }
        }
    }
}
