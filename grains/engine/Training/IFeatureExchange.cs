using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>One of the two networks.</summary>
public enum NetworkSide
{
    /// <summary>The search network.</summary>
    Search = 0,

    /// <summary>The evaluation network.</summary>
    Evaluation = 1,
}

/// <summary>
/// Where the halves of a joint step meet: each gives its ensemble logits for the validation batch and takes the other's. The interactive loss needs
/// no more, since its gradient to either side treats the other side's logits as values.
/// </summary>
public interface IFeatureExchange
{
    /// <summary>Gives a side's ensemble logits [3B, K] of the current batch.</summary>
    /// <param name="side">The side that gives.</param>
    /// <param name="ensembleLogits">Its logits.</param>
    /// <param name="part">Number of the batch among the parts of an update, from 0.</param>
    void Give(NetworkSide side, Tensor ensembleLogits, int part);

    /// <summary>Takes the other side's ensemble logits of the same batch, as values.</summary>
    Tensor Take(NetworkSide side);
}

/// <summary>Both networks on one device: the exchange is a hand-over in memory. Bound to the training thread.</summary>
public sealed class TogetherExchange : IFeatureExchange
{
    private readonly Tensor?[] _given = new Tensor?[2];

    /// <inheritdoc/>
    public void Give(NetworkSide side, Tensor ensembleLogits, int part) => _given[(int)side] = ensembleLogits.detach();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The other side has not given its logits.</exception>
    public Tensor Take(NetworkSide side)
    {
        int other = 1 - (int)side;
        Tensor taken = _given[other] ?? throw new InvalidOperationException($"The {(NetworkSide)other} side has given no logits yet.");
        _given[other] = null;
        return taken;
    }
}
