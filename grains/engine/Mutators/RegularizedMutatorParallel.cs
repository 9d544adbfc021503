using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Mutators;

/// <summary>
/// A <see cref="RegularizedDartsMutator"/> whose logits are equal on all replicas. Their gradients ride in the update's one all-reduce (the alphas
/// are a region of the flat buffers), so nothing has to be armed per step as in the original; once a cycle the equality is checked.
/// </summary>
public sealed class RegularizedMutatorParallel : RegularizedDartsMutator
{
    private readonly ICollective _collective;

    /// <summary>Creates the mutator of one replica.</summary>
    public RegularizedMutatorParallel(Weight alphas, RegulariserSettings settings, ICollective collective, SearchSpace? space = null)
        : base(alphas, settings, space)
    {
        _collective = collective;
    }

    /// <summary>SHA-256 (hex) of the logits' bytes on the device.</summary>
    public string Digest()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor copy = Alphas.Value.detach().cpu().contiguous();
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(copy.bytes));
    }

    /// <summary>Compares the digests of all replicas.</summary>
    /// <exception cref="CdartsException">They differ: the replicas have drifted apart.</exception>
    public string RequireEqualOnAllReplicas()
    {
        string digest = Digest();
        IReadOnlyList<byte[]> all = _collective.AllGather(Convert.FromHexString(digest));
        for (int rank = 0; rank < all.Count; rank++)
        {
            if (!all[rank].AsSpan().SequenceEqual(Convert.FromHexString(digest)))
            {
                throw new CdartsException(
                    $"The alphas of rank {rank} differ from those of rank {_collective.Rank}: the replicas have drifted apart; resume from the last checkpoint.");
            }
        }

        return digest;
    }
}
