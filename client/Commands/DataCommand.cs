using System.CommandLine;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts data</c>: data sets on this machine.</summary>
internal static class DataCommand
{
    public static Command Build(ClientServices services) =>
        new("data", "Fetches, checks, packs or measures data sets.")
        {
            DataFetchCommand.Build(services), DataVerifyCommand.Build(services), DataPackCommand.Build(services), DataBenchCommand.Build(services),
        };
}
