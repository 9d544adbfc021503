using System.CommandLine;

namespace Cdarts.Client.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Build(ClientServices services) =>
        new("Searches neural architectures with CDARTS: a search network and an evaluation network that train each other, in cycles.")
        {
            SearchCommand.Build(services),
            RetrainCommand.Build(services),
            EvaluateCommand.Build(services),
            ResumeCommand.Build(services),
            ListCommand.Build(services),
            StatusCommand.Build(services),
            WatchCommand.Build(services),
            PauseCommand.Build(services),
            StopCommand.Build(services),
            WaitCommand.Build(services),
            LogsCommand.Build(services),
            CheckpointsCommand.Build(services),
            ClusterCommand.Build(services),
            CompareCommand.Build(services),
            ExportCommand.Build(services),
            DescribeCommand.Build(services),
            GenotypeCommand.Build(services),
            ConfigCommand.Build(services),
            DataCommand.Build(services),
            DoctorCommand.Build(services),
            VersionCommand.Build(services),
        };
}
