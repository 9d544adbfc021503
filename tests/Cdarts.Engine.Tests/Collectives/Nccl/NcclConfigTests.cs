using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives.Nccl;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

public class NcclConfigTests(NcclStandIn standIn) : IClassFixture<NcclStandIn>
{
    private static readonly string[] Fields =
    [
        nameof(NcclConfig.Magic), nameof(NcclConfig.Version), nameof(NcclConfig.Blocking), nameof(NcclConfig.CgaClusterSize), nameof(NcclConfig.MinCtas),
        nameof(NcclConfig.MaxCtas), nameof(NcclConfig.NetName), nameof(NcclConfig.SplitShare), nameof(NcclConfig.TrafficClass),
    ];

    /// <summary>Of the headers of NCCL 2.18, by a C compiler.</summary>
    private static readonly int[] Offsets = [8, 12, 16, 20, 24, 28, 32, 40, 44];

    [Fact]
    public void The_layout_is_that_of_the_header()
    {
        Assert.Equal(48, Unsafe.SizeOf<NcclConfig>());
        Assert.Equal(Offsets, Fields.Select(field => (int)Marshal.OffsetOf<NcclConfig>(field)));
        Assert.Equal(128, Unsafe.SizeOf<NcclUniqueId>());
    }

    [SkippableFact]
    public void A_c_compiler_agrees()
    {
        standIn.Load();
        Assert.Equal([48, .. Offsets], Enumerable.Range(0, Offsets.Length + 1).Select(field => (int)standIn.ConfigLayout(field)));
    }

    [Fact]
    public void It_asks_for_calls_that_do_not_block_and_for_defaults()
    {
        NcclConfig config = NcclConfig.NonBlocking();
        Assert.Equal((48u, 0xcafebeef, 21800u, 0), ((uint)config.Size, config.Magic, config.Version, config.Blocking));
        Assert.All([config.CgaClusterSize, config.MinCtas, config.MaxCtas, config.SplitShare, config.TrafficClass], value => Assert.Equal(int.MinValue, value));
        Assert.Equal(0, config.NetName);
    }
}
