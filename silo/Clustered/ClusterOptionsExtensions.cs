using Cdarts.Silo.Commands;
using Orleans.Configuration;

namespace Cdarts.Silo.Clustered;

/// <summary>How silos watch over each other.</summary>
internal static class ClusterOptionsExtensions
{
    /// <summary>Tensors never travel in grain calls: one that carries some fails in the first test.</summary>
    public const int LargestMessage = 16 << 20;

    /// <summary>A dead silo is declared dead after about 2.5 s, a frozen one after 12 s, and a cluster that was killed as a whole can start again after 15 s.</summary>
    public static void ConfigureMembership(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = TimeSpan.FromSeconds(2);
            o.MaxProbeTimeout = TimeSpan.FromSeconds(4);
            o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            o.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        });
        silo.Configure<SiloMessagingOptions>(o => o.MaxMessageBodySize = LargestMessage);
    }

    /// <summary>Sets up the grain directory.</summary>
    public static void ConfigureDirectory(this ISiloBuilder silo, GrainDirectoryKind kind)
    {
        if (kind == GrainDirectoryKind.Default)
        {
            return;
        }

        // Experimental, and taken all the same: with the default directory the death of one silo deactivates about half of the grains on the living ones.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // After a crash a dead silo's grains may come back when this has passed. Two coordinators cannot harm a run: generations fence them.
        silo.Configure<GrainDirectoryOptions>(o => o.RangeLeaseDuration = TimeSpan.FromSeconds(5));
    }
}
