using System.CommandLine;
using Cdarts.Client.Data;
using Cdarts.Client.Watching;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts data fetch</c>: downloads a published data set, checks it, and puts it into a folder.</summary>
internal static class DataFetchCommand
{
    public static Command Build(ClientServices services)
    {
        string[] names = [.. services.Data.Sets.Select(set => set.Name)];
        Argument<string> name = new("NAME") { Description = $"Data set: {string.Join(", ", names)}." };
        name.AcceptOnlyFromAmong(names);
        Option<string?> to = new("--to") { Description = "Folder that it gets. Default: data/NAME.", HelpName = "DIR" };
        Option<string?> from = new("--from")
        {
            Description = "Address (http or https) of a mirror's folder with the official files. They must be the published ones all the same.",
            HelpName = "URL",
        };
        Command command = new("fetch", "Downloads a data set. Run again, it goes on where it stopped.") { name, to, from };
        command.SetAction(async (parsed, _) =>
        {
            OfficialSet set = services.Data.Sets.First(one => one.Name == parsed.GetValue(name));
            return (int)await FetchAsync(set, parsed.GetValue(to) ?? set.DefaultFolder, Mirror(parsed.GetValue(from)), services);
        });
        return command;
    }

    private static async Task<ExitCode> FetchAsync(OfficialSet set, string folder, Uri? mirror, ClientServices services)
    {
        if (IsThere(set, folder, services))
        {
            services.Out.WriteLine($"{folder} is the full official {set.Name} already: there is nothing to fetch.");
            return ExitCode.Done;
        }

        using StopRequests stops = services.CatchStopRequests();
        using HttpClient http = services.Data.CreateClient();
        IDownloadDisplay display = services.IsLive ? new LiveDownloadDisplay(services.Console) : new PlainDownloadDisplay(services.Out);
        try
        {
            DataSetFetch fetch = new(http, services.Data.Options, services.Time);
            await display.ShowAsync(set.Files, progress => fetch.RunAsync(set, folder, mirror, progress, stops.FirstToken));
        }
        catch (OperationCanceledException) when (stops.FirstToken.IsCancellationRequested)
        {
            services.Error.WriteLine("Stopped: run the same command again to go on from here.");
            return ExitCode.Aborted;
        }

        services.Out.WriteLine($"{set.Name} is in {folder}: use it with --set data.name={set.Name} --set data.path={folder}.");
        return ExitCode.Done;
    }

    private static bool IsThere(OfficialSet set, string folder, ClientServices services)
    {
        if (File.Exists(folder))
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"{folder} is a file: choose another folder with --to.");
        }

        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return false;
        }

        string why;
        try
        {
            DataSetFinding finding = new DataSetCheck(services.Data.Sets, services.Engine).Check(folder);
            if (finding.IsFull && finding.Set == set)
            {
                return true;
            }

            why = finding.Text.TrimEnd('.');
        }
        catch (CommandException error)
        {
            why = error.Message.TrimEnd('.');
        }

        throw new CommandException(
            ExitCode.NotFoundOrInUse, $"{folder} is not empty and not the full official {set.Name} ({why}): move it away, or choose another folder with --to.");
    }

    private static Uri? Mirror(string? address)
    {
        if (address is null)
        {
            return null;
        }

        return Uri.TryCreate(address, UriKind.Absolute, out Uri? mirror) && (mirror.Scheme == Uri.UriSchemeHttp || mirror.Scheme == Uri.UriSchemeHttps)
            ? mirror
            : throw new CommandException(ExitCode.BadConfiguration, $"--from is {address}: name an address that begins with http:// or https://.");
    }
}
