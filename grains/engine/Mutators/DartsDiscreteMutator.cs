using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Mutators;

/// <summary>Makes the evaluation network run a topology that its parent mutator gives. Bound to the training thread.</summary>
public sealed class DartsDiscreteMutator
{
    private readonly EvaluationNetwork _network;

    /// <summary>Creates the mutator of an evaluation network.</summary>
    public DartsDiscreteMutator(EvaluationNetwork network)
    {
        _network = network;
    }

    /// <summary>Derives the topology from the parent's logits and adopts it.</summary>
    public Genotype Reset(DartsMutator parent)
    {
        Genotype topology = parent.SampleFinal();
        _network.Adopt(topology);
        return topology;
    }

    /// <summary>Adopts a topology that was derived elsewhere (by the grain that derives for all replicas).</summary>
    public void Reset(Genotype topology) => _network.Adopt(topology);
}
