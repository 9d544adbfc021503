using Cdarts.Engine.Collectives;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Mutators;

public class RegularizedMutatorParallelTests
{
    [Fact]
    public void Equal_alphas_pass_and_give_their_digest()
    {
        using DisposeScope scope = NewDisposeScope();
        RegularizedMutatorParallel mutator = new(new Weight("alphas", zeros(28, 8)), new RegulariserSettings(), new Pair());
        Assert.Equal(mutator.Digest(), mutator.RequireEqualOnAllReplicas());
    }

    [Fact]
    public void Alphas_that_drifted_apart_are_refused_with_both_ranks()
    {
        using DisposeScope scope = NewDisposeScope();
        RegularizedMutatorParallel mutator = new(new Weight("alphas", zeros(28, 8)), new RegulariserSettings(), new Pair { Other = new byte[32] });
        CdartsException failure = Assert.Throws<CdartsException>(() => mutator.RequireEqualOnAllReplicas());
        Assert.Contains("The alphas of rank 1 differ from those of rank 0", failure.Message);
    }

    [Fact]
    public void One_bit_makes_another_digest()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor alphas = zeros(28, 8);
        RegularizedMutatorParallel mutator = new(new Weight("alphas", alphas), new RegulariserSettings(), new SingleCollective());
        string before = mutator.Digest();
        using (no_grad())
        {
            mutator.Alphas.Value[27, 7].fill_(float.Epsilon);
        }

        Assert.NotEqual(before, mutator.Digest());
    }

    private sealed class Pair : ICollective
    {
        public byte[]? Other { get; init; }

        public int Rank => 0;

        public int WorldSize => 2;

        public void AllReduceSum(IReadOnlyList<Tensor> regions)
        {
        }

        public IReadOnlyList<byte[]> AllGather(byte[] block) => [block, Other ?? block];

        public void Barrier()
        {
        }

        public TimeSpan DataDeadline { get; set; }

        public CancellationToken Faulted => CancellationToken.None;

        public void Broadcast(IReadOnlyList<Tensor> regions, int root) => throw new NotSupportedException();

        public void SendReceive(ReadOnlySpan<PairTransfer> transfers) => throw new NotSupportedException();

        public void Abort(string reason) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
