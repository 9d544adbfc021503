using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Collectives.Tcp;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>The layer above NCCL, over the stand-in, with control groups over TCP.</summary>
public class NcclCollectiveConformanceTests(NcclStandIn standIn) : CollectiveConformanceTests, IClassFixture<NcclStandIn>
{
    protected override bool AllocatesNothing => false;

    protected override IReadOnlyList<ICollectives> Transports(int ranks)
    {
        NcclLibrary library = standIn.Load();
        return [.. Enumerable.Range(0, ranks).Select(_ => new NcclCollectives(new TcpCollectives(), library, () => new HostEvents(), new NcclOptions()))];
    }
}
