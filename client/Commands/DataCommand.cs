using System.CommandLine;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts data</c>: data sets on this machine.</summary>
internal static class DataCommand
{
    public static Command Build(ClientServices services) =>
        new("data", "Fetches or checks data sets.") { DataFetchCommand.Build(services), DataVerifyCommand.Build(services) };
}
