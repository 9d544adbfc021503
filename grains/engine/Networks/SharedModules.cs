using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks;

/// <summary>
/// What the two networks may share: stem, distillation heads, ensemble parameter. The networks have one object of each, or one of their own,
/// as <see cref="NetworkSettings"/> says.
/// </summary>
internal sealed record SharedModules(Stem Stem, IReadOnlyList<DistillationHead> Heads, Weight Ensemble)
{
    private const string HeadsMark = ".heads.";

    internal static SharedModules Create(Declarations declare, NetworkSettings settings, NetworkLayout layout, Weight ensemble, int classes) => new(
        Stem.Create(declare.Child("stem"), settings),
        [.. layout.HeadCells.Select((cell, i) =>
            new DistillationHead(declare.Child($"heads.{i}"), layout.Cells[cell].OutputChannels, layout.Cells[cell].OutputSize, classes))],
        ensemble);

    /// <summary>Whether a weight or batch norm belongs to a distillation head.</summary>
    internal static bool IsHead(string name) => name.Contains(HeadsMark, StringComparison.Ordinal);

    /// <summary>Rows-concatenation of the three exits' logits, each times its softmax weight: 3 x [B, K] to [3B, K] (1.5).</summary>
    internal Tensor EnsembleLogits(Tensor first, Tensor second, Tensor final)
    {
        Tensor[] weights = F.softmax(Ensemble.Value, 0).unbind();
        return cat([first * weights[0], second * weights[1], final * weights[2]], 0);
    }
}
