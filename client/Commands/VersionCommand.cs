using System.CommandLine;
using Cdarts.Client.Runs;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts version</c>: versions of the product and of what it is made with.</summary>
internal static class VersionCommand
{
    public static Command Build(ClientServices services)
    {
        Command command = new("version", "Shows versions.");
        command.SetAction((_, _) =>
        {
            foreach ((string product, string version) in ProductVersions.All)
            {
                services.Out.WriteLine($"{product,-11}{version}");
            }

            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
