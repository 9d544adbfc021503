using System.Collections.Concurrent;

namespace Cdarts.Engine.Spaces;

/// <summary>The search spaces that settings and genotype files may name. Thread-safe.</summary>
public static class SearchSpaces
{
    private static readonly ConcurrentDictionary<string, SearchSpace> Known = new(
        new SearchSpace[] { DartsSpace.Instance, NasBench201Space.Instance }.ToDictionary(space => space.Name));

    /// <summary>Names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes a space known under its name.</summary>
    /// <exception cref="CdartsException">Another space has that name, or the space contradicts itself.</exception>
    public static void Register(SearchSpace space)
    {
        Check(space);
        if (Known.GetOrAdd(space.Name, space).GetType() != space.GetType())
        {
            throw new CdartsException($"There are two search spaces with the name '{space.Name}': rename one.");
        }
    }

    /// <summary>The space of a name, or null.</summary>
    public static SearchSpace? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The space of a name.</summary>
    /// <param name="name">Name.</param>
    /// <param name="where">Where the name stands, for the error's sentence.</param>
    /// <exception cref="CdartsException">There is none.</exception>
    public static SearchSpace Get(string name, string where) => Find(name)
        ?? throw new CdartsException($"{where} is '{name}', which is no known search space: use {string.Join(" or ", Names)}, or load the assembly that has it.");

    private static void Check(SearchSpace space)
    {
        bool isNamed = space.Name.Length > 0 && space.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
        Expect(space, isNamed, "needs a name of lower-case letters, digits, '-' and '_'");
        Expect(space, space.Candidates.Count > 0 && space.Candidates.Distinct().Count() == space.Candidates.Count, "needs candidates with different names");
        Expect(space, space.Cells.Count > 0 && space.Cells.Select(kind => kind.Name).Distinct().Count() == space.Cells.Count, "needs kinds of cells with different names");
        foreach (CellKind kind in space.Cells)
        {
            Expect(space, kind.Candidates.SequenceEqual(space.Candidates), $"has other candidates than its cell '{kind.Name}'");
            Expect(space, kind.InputCount is 1 or 2 && kind.NodeCount >= 1, $"has a cell '{kind.Name}' without nodes, or with another number of inputs than 1 or 2");
            Expect(space, kind.KeptEdges is null or >= 1, $"has a cell '{kind.Name}' that keeps no edges");
            Expect(
                space,
                kind.Output.Count > 0 && kind.Output.All(state => state >= kind.InputCount && state < kind.InputCount + kind.NodeCount),
                $"has a cell '{kind.Name}' whose output is not one of its nodes");
        }
    }

    private static void Expect(SearchSpace space, bool holds, string what)
    {
        if (!holds)
        {
            throw new CdartsException($"The search space '{space.Name}' ({space.GetType().FullName}) {what}.");
        }
    }
}
