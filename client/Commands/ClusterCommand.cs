using System.CommandLine;
using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts cluster</c>: the silos of a cluster, their devices, and what each works for.</summary>
internal static class ClusterCommand
{
    public static Command Build(ClientServices services)
    {
        Option<bool> json = CommandOptions.Json();
        Command command = new("cluster", "Lists the silos of a cluster: devices, runs, generations.") { json };
        ClusterFlags flags = ClusterFlags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ClusterChoice choice = flags.Read(parsed, services);
            // Without any name it is the cluster of this machine.
            await using IRemoteCluster cluster = await services.Clusters.JoinAsync((choice.IsGiven ? choice : choice with { Name = ClusterChoice.DefaultName }).Address!, cancellationToken);
            IReadOnlyList<SiloEntry> silos = await cluster.SilosAsync();
            if (parsed.GetValue(json))
            {
                foreach (SiloEntry silo in silos)
                {
                    services.Out.WriteLine(RunJson.Line(silo));
                }
            }
            else
            {
                services.Console.Write(SiloTable.Draw(silos, services.Time.GetUtcNow()));
            }

            return (int)ExitCode.Done;
        });
        return command;
    }
}
