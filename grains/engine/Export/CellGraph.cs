using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Export;

/// <summary>
/// A cell as a layered graph: its boxes and, where a connection passes by a layer, a lane that keeps the boxes of that layer out of its way.
/// </summary>
internal sealed class CellGraph
{
    private readonly List<List<Item>> _layers = [];

    /// <summary>Builds the graph of a cell; a node's layer is one behind the last state that it reads.</summary>
    public CellGraph(CellKind kind, CellGenotype cell)
    {
        int inputCount = kind.InputCount;
        Item[] inputs = [.. Enumerable.Range(0, inputCount).Select(state => new Item(0, state))];
        List<Item> states = [.. inputs];
        for (int node = 0; node < cell.Nodes.Count; node++)
        {
            states.Add(new Item(1 + cell.Nodes[node].Max(edge => states[edge.Source].Layer), inputCount + node));
        }

        int last = states.Max(state => state.Layer);
        Output = new Item(last + 1, State: null);
        _layers.AddRange(Enumerable.Range(0, last + 2).Select(layer => states.Where(state => state.Layer == layer).ToList()));
        _layers[^1].Add(Output);
        Edges = [.. cell.Nodes.SelectMany((node, index) => node.Select(edge => Connect(states[edge.Source], states[inputCount + index], edge)))];
        Outputs = [.. kind.Output.Select(state => Connect(states[state], Output, edge: null))];
    }

    /// <summary>Items by layer, in each from top to bottom.</summary>
    public IReadOnlyList<List<Item>> Layers => _layers;

    /// <summary>The kept edges, node by node.</summary>
    public IReadOnlyList<Connection> Edges { get; }

    /// <summary>The connections of nodes to the output.</summary>
    public IReadOnlyList<Connection> Outputs { get; }

    /// <summary>The cell's output.</summary>
    public Item Output { get; }

    private Connection Connect(Item from, Item to, GenotypeEdge? edge)
    {
        List<Item> path = [from];
        for (int layer = from.Layer + 1; layer < to.Layer; layer++)
        {
            Item lane = new(layer, State: null) { IsLane = true };
            _layers[layer].Add(lane);
            path.Add(lane);
        }

        path.Add(to);
        foreach ((Item left, Item right) in path.Zip(path.Skip(1)))
        {
            left.Right.Add(right);
            right.Left.Add(left);
        }

        return new Connection(path, edge);
    }

    /// <summary>A box or a lane.</summary>
    /// <param name="Layer">Layer, from 0 at the left.</param>
    /// <param name="State">State of the cell (inputs first, then the nodes); null for the output and for a lane.</param>
    internal sealed record Item(int Layer, int? State)
    {
        /// <summary>Whether it only lets a connection pass.</summary>
        public bool IsLane { get; init; }

        /// <summary>Vertical centre.</summary>
        public double Y { get; set; }

        /// <summary>Neighbours in the layer before.</summary>
        public List<Item> Left { get; } = [];

        /// <summary>Neighbours in the layer behind.</summary>
        public List<Item> Right { get; } = [];

        /// <inheritdoc/>
        public bool Equals(Item? other) => ReferenceEquals(this, other);

        /// <inheritdoc/>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }

    /// <summary>A connection from box to box.</summary>
    /// <param name="Path">First and last item are boxes, those between are lanes.</param>
    /// <param name="Edge">Kept edge; null for a connection to the output.</param>
    internal sealed record Connection(IReadOnlyList<Item> Path, GenotypeEdge? Edge);
}
