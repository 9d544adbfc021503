using System.CommandLine;
using Cdarts.Client.Data;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts data verify</c>: reads every record of a data set and says whether it is the published one, or decodes every picture of an image folder.</summary>
internal static class DataVerifyCommand
{
    public static Command Build(ClientServices services)
    {
        Argument<string> place = new("DIR|NAME")
        {
            Description = $"Folder of a data set, or the name of one in data/: {string.Join(", ", services.Data.Sets.Select(set => set.Name))}.",
        };
        Command command = new("verify", "Reads every record of a data set and compares it with the published one; of an image folder, decodes every picture and lists the bad ones.") { place };
        command.SetAction((parsed, _) =>
        {
            string named = parsed.GetValue(place)!;
            string folder = Directory.Exists(named) ? named : services.Data.Sets.FirstOrDefault(set => set.Name == named)?.DefaultFolder ?? named;
            if (services.Engine.IsImageFolder(folder))
            {
                return Task.FromResult((int)ImageFolderCheck.Run(folder, services));
            }

            services.Out.WriteLine(new DataSetCheck(services.Data.Sets, services.Engine).Check(folder).Text);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
