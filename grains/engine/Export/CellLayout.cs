namespace Cdarts.Engine.Export;

/// <summary>
/// Orders the items of each layer so that few connections cross, and gives them heights at which nothing overlaps and lines are as straight as can be.
/// </summary>
internal static class CellLayout
{
    private const int OrderSweeps = 12;
    private const int HeightSweeps = 40;

    /// <summary>Sets the order in <see cref="CellGraph.Layers"/> and <see cref="CellGraph.Item.Y"/>; the topmost edge of all items is then at 0.</summary>
    /// <returns>Height of the picture.</returns>
    public static double Arrange(CellGraph graph, Func<CellGraph.Item, double> heightOf)
    {
        Order(graph);
        foreach (List<CellGraph.Item> layer in graph.Layers)
        {
            Place(layer, heightOf, _ => 0);
        }

        for (int sweep = 0; sweep < HeightSweeps; sweep++)
        {
            IEnumerable<List<CellGraph.Item>> layers = sweep % 2 == 0 ? graph.Layers : graph.Layers.Reverse();
            foreach (List<CellGraph.Item> layer in layers)
            {
                Place(layer, heightOf, item => item.Left.Concat(item.Right).Average(neighbour => neighbour.Y));
            }
        }

        CellGraph.Item[] all = [.. graph.Layers.SelectMany(layer => layer)];
        double top = all.Min(item => item.Y - (heightOf(item) / 2));
        foreach (CellGraph.Item item in all)
        {
            item.Y -= top;
        }

        return all.Max(item => item.Y + (heightOf(item) / 2));
    }

    // Barycentre sweeps forth and back; the inputs keep their order, so that pictures of different cells can be compared.
    private static void Order(CellGraph graph)
    {
        List<CellGraph.Item>[] best = [];
        int fewest = int.MaxValue;
        for (int sweep = 0; sweep < OrderSweeps && fewest > 0; sweep++)
        {
            bool forth = sweep % 2 == 0;
            IEnumerable<int> layers = Enumerable.Range(1, graph.Layers.Count - 1);
            foreach (int layer in forth ? layers : layers.Reverse())
            {
                Dictionary<CellGraph.Item, int> ranks = graph.Layers.SelectMany(items => items.Select((item, rank) => (item, rank))).ToDictionary();
                List<CellGraph.Item> ordered = [.. graph.Layers[layer].OrderBy(
                    item => (forth || item.Right.Count == 0 ? item.Left : item.Right).Average(neighbour => ranks[neighbour]))];
                graph.Layers[layer].Clear();
                graph.Layers[layer].AddRange(ordered);
            }

            int crossings = Crossings(graph);
            if (crossings < fewest)
            {
                fewest = crossings;
                best = [.. graph.Layers.Select(items => items.ToList())];
            }
        }

        foreach ((List<CellGraph.Item> layer, List<CellGraph.Item> items) in graph.Layers.Zip(best))
        {
            layer.Clear();
            layer.AddRange(items);
        }
    }

    private static int Crossings(CellGraph graph) => graph.Layers.SkipLast(1).Select((layer, index) =>
    {
        List<CellGraph.Item> next = graph.Layers[index + 1];
        int[] ends = [.. layer.SelectMany(item => item.Right.Select(right => next.IndexOf(right)).Order())];
        return ends.Select((end, i) => ends.Take(i).Count(earlier => earlier > end)).Sum();
    }).Sum();

    /// <summary>
    /// Puts the items of a layer as near to their wishes as their heights allow: least squares under minimum distances, by pooling neighbours that
    /// would overlap.
    /// </summary>
    private static void Place(List<CellGraph.Item> layer, Func<CellGraph.Item, double> heightOf, Func<CellGraph.Item, double> wish)
    {
        double[] offsets = new double[layer.Count];
        for (int i = 1; i < layer.Count; i++)
        {
            offsets[i] = offsets[i - 1] + ((heightOf(layer[i - 1]) + heightOf(layer[i])) / 2);
        }

        Stack<(double Sum, int Count)> pools = [];
        for (int i = 0; i < layer.Count; i++)
        {
            (double Sum, int Count) pool = (wish(layer[i]) - offsets[i], 1);
            while (pools.TryPeek(out (double Sum, int Count) above) && above.Sum / above.Count >= pool.Sum / pool.Count)
            {
                pools.Pop();
                pool = (pool.Sum + above.Sum, pool.Count + above.Count);
            }

            pools.Push(pool);
        }

        int next = 0;
        foreach ((double sum, int count) in pools.Reverse())
        {
            for (int i = 0; i < count; i++, next++)
            {
                layer[next].Y = (sum / count) + offsets[next];
            }
        }
    }
}
