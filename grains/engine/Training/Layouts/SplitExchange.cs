using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>
/// The networks are on different replicas: each gives its partners the rows of its ensemble logits that they need, and takes theirs, in one call with all
/// partners. Bound to the training thread.
/// </summary>
/// <param name="groups">This replica's groups.</param>
/// <param name="globalBatch">Pictures of the validation batch over the replicas of a side.</param>
/// <param name="devicePictures">Most pictures that a replica processes at once; 0 for no limit.</param>
/// <param name="settings">Settings.</param>
internal sealed class SplitExchange(ReplicaGroups groups, int globalBatch, int devicePictures, SplitSettings settings) : IFeatureExchange
{
    /// <summary>Logits of the two distillation heads and of the network.</summary>
    private const int Exits = 3;

    private PairPlan? _plan;
    private long _number;
    private Tensor? _taken;

    /// <inheritdoc/>
    /// <exception cref="CollectiveException">The group broke, or what came is not what a partner sent; the group is at its end.</exception>
    public void Give(NetworkSide side, Tensor ensembleLogits, int part)
    {
        PairPlan plan = groups.Pairs(globalBatch, devicePictures);
        if (!ReferenceEquals(plan, _plan))
        {
            (_plan, _number) = (plan, 0);
        }

        PairTransfer[] transfers = Transfers(plan.Links(side, groups.Own.Rank, part), side, ensembleLogits.detach());
        if (settings.CheckInterval > 0 && _number % settings.CheckInterval == 0)
        {
            groups.Times.InCall(() => Meet(transfers));
            groups.Times.Measure(() => groups.World.SendReceive(transfers));
            ExchangeCheck.Run(groups.World, transfers, _number);
        }
        else
        {
            groups.Times.InCall(() => groups.World.SendReceive(transfers));
        }

        _number++;
        Tensor theirs = transfers.Length == 1 ? transfers[0].Receive : cat([.. transfers.Select(transfer => transfer.Receive)], 1);
        _taken = theirs.view(ensembleLogits.shape).to(ensembleLogits.dtype);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Nothing has been given.</exception>
    public Tensor Take(NetworkSide side)
    {
        Tensor taken = _taken ?? throw new InvalidOperationException($"The {side} side has given no logits yet.");
        _taken = null;
        return taken;
    }

    /// <summary>Waits until all partners have come.</summary>
    private void Meet(PairTransfer[] transfers)
    {
        // One element: a transfer of nothing may wait for nobody.
        using Tensor one = transfers[0].Send.new_zeros(1);
        groups.World.SendReceive([.. transfers.Select(transfer => new PairTransfer(one, one.clone(), transfer.Peer))]);
    }

    /// <summary>The rows of [exits x rows, K] that each partner needs, as [exits, its rows, K].</summary>
    private PairTransfer[] Transfers(IReadOnlyList<PairLink> links, NetworkSide side, Tensor logits)
    {
        NetworkSide other = (NetworkSide)(1 - (int)side);
        Tensor byExit = (settings.Exchange == ExchangePrecision.Bfloat16 ? logits.to(ScalarType.BFloat16) : logits).view(Exits, -1, logits.shape[1]);
        PairTransfer[] transfers = new PairTransfer[links.Count];
        long first = 0;
        for (int i = 0; i < transfers.Length; i++)
        {
            Tensor send = byExit.narrow(1, first, links[i].Count).contiguous();
            transfers[i] = new PairTransfer(send, empty_like(send), groups.WorldRank(other, links[i].Peer));
            first += links[i].Count;
        }

        return transfers;
    }
}
