using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;

namespace Cdarts.Engine.Tests.Collectives.Tcp;

public class TcpCollectiveConformanceTests : CollectiveConformanceTests
{
    protected override IReadOnlyList<ICollectives> Transports(int ranks) =>
        [.. Enumerable.Range(0, ranks).Select(_ => new TcpCollectives())];
}
