using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Mutators;

/// <summary>Factors by which operations count in their nodes, as a tensor of the autograd graph and as numbers.</summary>
internal sealed record MixtureFactors(Tensor Tensor, double[] Values)
{
    internal static MixtureFactors Of(Tensor factors)
    {
        using DisposeScope scope = NewDisposeScope();
        return new MixtureFactors(factors, factors.detach().to(ScalarType.Float64).cpu().data<double>().ToArray());
    }
}
