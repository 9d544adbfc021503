using System.Globalization;
using Cdarts.Client.Commands;
using Cdarts.Client.Watching;
using Cdarts.Engine;
using Cdarts.Engine.Data.Folders;

namespace Cdarts.Client.Data;

/// <summary>Decodes every picture of an image folder, and says what it is and which pictures cannot be used.</summary>
internal static class ImageFolderCheck
{
    private const int MostShown = 20;

    /// <returns>Done when all pictures can be used.</returns>
    /// <exception cref="CommandException">The folder cannot be used.</exception>
    public static ExitCode Run(string folder, ClientServices services)
    {
        using StopRequests stops = services.CatchStopRequests();
        try
        {
            FolderFinding found = services.Engine.VerifyFolder(folder, new FolderProgressLines(services.Error, services.Time).Report, services.Time, stops.FirstToken);
            Tell(folder, found, services);
            return found.Bad.Count == 0 ? ExitCode.Done : ExitCode.BadConfiguration;
        }
        catch (OperationCanceledException) when (stops.FirstToken.IsCancellationRequested)
        {
            services.Error.WriteLine("Stopped: run the same command again to go on from here.");
            return ExitCode.Aborted;
        }
        catch (CdartsException error) when (error is not CommandException)
        {
            throw new CommandException(ExitCode.BadConfiguration, error.Message, error);
        }
    }

    private static void Tell(string folder, FolderFinding found, ClientServices services)
    {
        string parts = string.Join(" and ", found.Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Pictures:N0} {part.Part}")));
        if (found.Hidden > 0)
        {
            services.Out.WriteLine($"Hidden files and folders were passed over: {found.Hidden}, whose names begin with a dot.");
        }

        if (found.Bad.Count == 0)
        {
            services.Out.WriteLine($"{folder} is an image folder: {parts} pictures in {found.Classes} classes; all can be decoded.");
            return;
        }

        services.Out.WriteLine($"{folder} is an image folder: {parts} pictures in {found.Classes} classes; {found.Bad.Count} cannot be used:");
        foreach ((string path, object reason) in found.Bad.Take(MostShown))
        {
            services.Out.WriteLine($"  {path} ({reason})");
        }

        if (found.Bad.Count > MostShown)
        {
            services.Out.WriteLine($"  and {found.Bad.Count - MostShown} more");
        }

        services.Out.WriteLine($"All of them are listed in {found.ListFile}: with data.bad_pictures=skip_listed a run leaves them out.");
    }
}
