using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>The batch-norm statistics that the passes of an update stage, here or on replicas of the other role. Bound to the training thread.</summary>
internal sealed class StagedPasses(StatisticsBuffer statistics)
{
    private readonly List<(ForwardPass Pass, StagedStatistics Statistics)> _staged = [];
    private readonly HashSet<(ForwardPass Pass, StagedStatistics Statistics)> _expected = [];
    private bool _inParts;

    /// <summary>Whether some are added up over both sides.</summary>
    internal bool HaveCommon => _staged.Any(staged => staged.Statistics.Common.Count > 0);

    /// <summary>The search network's first, whichever network is here.</summary>
    private IEnumerable<(ForwardPass Pass, StagedStatistics Statistics)> InOrder => _staged.OrderBy(staged => staged.Pass.Slot);

    /// <summary>Says what a pass has just staged, and for what share of this replica's pictures: the update's are the mean over them.</summary>
    internal void Note(ForwardPass pass, StagedStatistics staged, double weight)
    {
        bool isFirst = !_staged.Contains((pass, staged));
        if (isFirst)
        {
            _staged.Add((pass, staged));
        }

        if (weight < 1)
        {
            _inParts = true;
            statistics.Gather(pass, staged.All, weight, isFirst);
        }
    }

    /// <summary>Says what replicas of the other role stage.</summary>
    internal void Expect(ForwardPass pass, StagedStatistics staged)
    {
        using IDisposable noGrad = no_grad();
        _staged.Add((pass, staged));
        _expected.Add((pass, staged));
        foreach (Tensor value in statistics.Staged(pass, staged.All))
        {
            value.zero_();
        }
    }

    /// <summary>Makes what was staged here this replica's share of the sum over all.</summary>
    internal void TakeShare(double share)
    {
        foreach ((ForwardPass pass, StagedStatistics own) in _staged.Where(staged => !_expected.Contains(staged)))
        {
            if (_inParts)
            {
                statistics.StageGathered(pass, own.All);
            }

            if (share != 1)
            {
                foreach (Tensor staged in statistics.Staged(pass, own.All))
                {
                    staged.mul_(share);
                }
            }
        }
    }

    /// <summary>Views of what is staged.</summary>
    internal IEnumerable<Tensor> Tensors(Func<StagedStatistics, IReadOnlyList<FlatRange>> which) =>
        InOrder.SelectMany(staged => statistics.Staged(staged.Pass, which(staged.Statistics)));

    /// <summary>Moves the running statistics.</summary>
    internal void Commit()
    {
        foreach ((ForwardPass pass, StagedStatistics staged) in InOrder)
        {
            statistics.Commit(pass, staged.All);
        }
    }
}
