using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Training;

/// <summary>How a network does on labelled pictures.</summary>
/// <param name="Top1">Share of pictures whose largest logit is their label's.</param>
/// <param name="Top5">Share of pictures whose label's logit is among the five largest; with fewer classes, 1.</param>
/// <param name="Loss">Cross-entropy, mean over the pictures, without label smoothing.</param>
/// <param name="Pictures">Pictures.</param>
public sealed record EvaluationFigures(double Top1, double Top5, double Loss, int Pictures);

/// <summary>Measures a network on pictures, each of which counts once whatever the batches are.</summary>
internal static class Evaluator
{
    private const int Best = 5;

    /// <summary>Runs a network over batches, without gradients.</summary>
    /// <param name="logits">The network in inference: pictures [B, C, H, W] to logits [B, K].</param>
    /// <param name="batches">This replica's batches; each is valid until the next one.</param>
    /// <param name="collective">Replicas that share the work, each with its own batches; all get the same figures. Null for one.</param>
    internal static EvaluationFigures Evaluate(Func<Tensor, Tensor> logits, IEnumerable<Batch> batches, ICollective? collective = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        double loss = 0;
        long first = 0, amongFirst = 0, pictures = 0;
        foreach (Batch batch in batches)
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor output = logits(batch.Images);
            loss += F.cross_entropy(output, batch.Labels, reduction: nn.Reduction.Sum).to(ScalarType.Float64).item<double>();
            first += Losses.Correct(output, batch.Labels).item<long>();
            amongFirst += AmongFirst(output, batch.Labels).item<long>();
            pictures += batch.Count;
        }

        // As bytes, which every group carries wherever the tensors live; added in the order of the ranks.
        double[] all = [loss, first, amongFirst, pictures];
        if (collective is not null)
        {
            IReadOnlyList<byte[]> parts = collective.AllGather(MemoryMarshal.AsBytes(all.AsSpan()).ToArray());
            all = [.. Enumerable.Range(0, all.Length).Select(i => parts.Sum(part => MemoryMarshal.Cast<byte, double>(part)[i]))];
        }

        return new EvaluationFigures(all[1] / all[3], all[2] / all[3], all[0] / all[3], (int)all[3]);
    }

    private static Tensor AmongFirst(Tensor logits, Tensor labels)
    {
        int count = (int)Math.Min(Best, logits.shape[1]);
        return logits.topk(count, 1).indexes.eq(labels.unsqueeze(1)).sum();
    }
}
