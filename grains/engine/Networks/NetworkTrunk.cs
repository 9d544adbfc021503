using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>What both networks have around their cells: stem, distillation heads, classifier.</summary>
internal sealed class NetworkTrunk(SharedModules shared, NetworkLayout layout, Linear classifier, ICellLayout memory)
{
    /// <summary>Runs a network.</summary>
    /// <param name="x">Pictures [B, 3, H, W].</param>
    /// <param name="pass">Training or inference.</param>
    /// <param name="withEnsemble">Whether the distillation heads run.</param>
    /// <param name="cell">Runs cell k on the outputs of the two cells before.</param>
    /// <returns>Logits [B, K], and ensemble logits [3B, K] or null.</returns>
    internal (Tensor Logits, Tensor? Ensemble) Forward(Tensor x, ForwardPass pass, bool withEnsemble, Func<int, Tensor, Tensor, Tensor> cell)
    {
        (Tensor first, Tensor second) = shared.Stem.Forward(x.contiguous(), pass);
        Tensor beforePrevious = memory.Enter(first), previous = ReferenceEquals(first, second) ? beforePrevious : memory.Enter(second);
        List<Tensor> exits = [];
        for (int k = 0; k < layout.Cells.Count; k++)
        {
            (beforePrevious, previous) = (previous, cell(k, beforePrevious, previous));
            if (withEnsemble && layout.HeadCells.Contains(k))
            {
                exits.Add(shared.Heads[exits.Count].Forward(memory.Leave(previous, layout.Cells[k]), pass));
            }
        }

        Tensor logits = classifier.Forward(memory.Means(previous, layout.Cells[^1]));
        return (logits, withEnsemble ? shared.EnsembleLogits(exits[0], exits[1], logits) : null);
    }
}
