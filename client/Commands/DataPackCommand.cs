using System.CommandLine;
using System.Globalization;
using Cdarts.Client.Data;
using Cdarts.Client.Watching;
using Cdarts.Engine;
using Cdarts.Engine.Data.Shards;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts data pack</c>: packs an image folder into a few large files.</summary>
internal static class DataPackCommand
{
    private const int UsualQuality = 90;

    public static Command Build(ClientServices services)
    {
        Argument<string> folder = new("DIR") { Description = "Image folder: pictures in train/CLASS and val/CLASS." };
        Option<string> to = new("--to") { Description = "Folder that is made.", HelpName = "OUT", Required = true };
        Option<int> shortSide = new("--short-side")
        {
            Description = "Length to which the short side of larger pictures is reduced, pixels, for example 256. Default: the pictures are packed as they are.",
            HelpName = "N",
        };
        Option<int> quality = new("--quality")
        {
            Description = $"Quality of the JPEG files that --short-side makes, 1 to 100. Default: {UsualQuality}.", HelpName = "Q", DefaultValueFactory = _ => UsualQuality,
        };
        Command command = new("pack", "Packs an image folder into shards, which --data takes as it takes the folder.") { folder, to, shortSide, quality };
        command.SetAction((parsed, _) => Task.FromResult((int)Pack(
            parsed.GetValue(folder)!, parsed.GetValue(to)!, new PackSettings(parsed.GetValue(shortSide), parsed.GetValue(quality)), services)));
        return command;
    }

    private static ExitCode Pack(string folder, string output, PackSettings settings, ClientServices services)
    {
        using StopRequests stops = services.CatchStopRequests();
        try
        {
            PackResult result = services.Engine.PackFolder(
                folder, output, settings, new FolderProgressLines(services.Error, services.Time).Report, services.Time, stops.FirstToken);
            foreach ((string part, int pictures, long bytes) in result.Parts)
            {
                services.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{part}: {pictures:N0} pictures, {bytes / 1e6:0.0} MB"));
            }

            if (result.LeftOut > 0)
            {
                services.Out.WriteLine($"{result.LeftOut} listed bad pictures are left out.");
            }

            services.Out.WriteLine($"{folder} is packed in {output}: use it with --set data.name=image-folder --data {output}.");
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stops.FirstToken.IsCancellationRequested)
        {
            services.Error.WriteLine($"Stopped: {output} was not made.");
            return ExitCode.Aborted;
        }
        catch (CdartsException error) when (error is not CommandException)
        {
            throw new CommandException(ExitCode.BadConfiguration, error.Message, error);
        }
    }
}
