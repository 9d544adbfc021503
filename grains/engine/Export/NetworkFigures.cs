using Cdarts.Engine.Data;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Export;

/// <summary>How a trained network does on the test pictures of a data set.</summary>
/// <param name="Origin">Which run and checkpoint the network is of.</param>
/// <param name="Figures">Top-1, top-5, loss; each picture is counted once.</param>
public sealed record NetworkFigures(string Origin, EvaluationFigures Figures)
{
    /// <summary>Measures a network, on the CPU.</summary>
    /// <param name="source">Network.</param>
    /// <param name="data">Data set; its test pictures are measured on.</param>
    /// <param name="precision">Element type of the network.</param>
    /// <param name="warn">Gets one sentence for each damaged checkpoint that was passed over.</param>
    /// <exception cref="CdartsException">There is no such network, or the data set does not fit it.</exception>
    public static NetworkFigures Measure(INetworkSource source, DataSettings data, Precision precision, Action<string> warn)
    {
        using ExportedNetwork network = source.Load(warn);
        PictureSet test = DataSource.Load(data).Test;
        if (test.Classes != network.ClassNames.Count || (test.Channels, test.Height, test.Width) != (network.Channels, network.Height, network.Width))
        {
            throw new CdartsException(
                $"The network is for {network.ClassNames.Count} classes of {network.Height}x{network.Width} pictures, and the data set '{test.Name}' has "
                + $"{test.Classes} of {test.Height}x{test.Width}: name the data set that it was trained on.");
        }

        const int Batch = 100;
        using BatchReader reader = BatchReader.Create(test, BatchChanges.None, precision, TorchSharp.torch.CPU, Math.Min(Batch, test.Count));
        return new NetworkFigures(network.Origin, Evaluator.Evaluate(network.Infer, reader.ReadAll()));
    }
}
