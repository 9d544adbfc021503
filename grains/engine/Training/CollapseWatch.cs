using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Training;

/// <summary>
/// Looks at topologies for the known way in which differentiable searches fail: cells that fill with skip connections, which train fast and end badly.
/// The user is told; the search goes on.
/// </summary>
internal static class CollapseWatch
{
    private const string Skip = "skip_connect";

    /// <summary>One sentence for each kind of cell that keeps too many skip connections.</summary>
    /// <param name="cycle">Cycle, from 0.</param>
    /// <param name="topology">Its topology.</param>
    /// <param name="settings">From how many on.</param>
    internal static IEnumerable<string> Alarms(int cycle, Genotype topology, WatchSettings settings)
    {
        foreach ((CellKind kind, CellGenotype cell) in topology.ByKind)
        {
            GenotypeEdge[] edges = [.. cell.Nodes.SelectMany(node => node)];
            int skips = edges.Count(edge => kind.NameOf(edge) == Skip);
            if (settings.SkipConnections > 0 && skips >= settings.SkipConnections)
            {
                yield return $"Cycle {cycle + 1}: {skips} of the {edges.Length} edges of the {kind.Name} cell are skip connections, a sign of collapse; "
                    + "a longer search warm-up, a larger regulariser.coefficient or a lower alpha_optimizer.learning_rate may help.";
            }
        }
    }
}
