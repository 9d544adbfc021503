using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;

namespace Cdarts.Engine.Tests.Collectives.Tcp;

/// <summary>The scheme of large groups, at sizes that a test can have: every sum of two ranks or more halves and doubles.</summary>
public class HalvingDoublingConformanceTests : CollectiveConformanceTests
{
    protected override bool SumsInRankOrder => false;

    protected override bool NamesTheLateOne => false;

    protected override IReadOnlyList<ICollectives> Transports(int ranks) =>
        [.. Enumerable.Range(0, ranks).Select(_ => new TcpCollectives(new TcpCollectiveOptions { DirectRanks = 1 }))];
}
