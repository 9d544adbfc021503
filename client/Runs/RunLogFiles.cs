using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Runs;

/// <summary>A log in a run's folder.</summary>
/// <param name="Silo">Name of the silo that writes it.</param>
/// <param name="Path">File.</param>
internal sealed record RunLogFile(string Silo, string Path);

/// <summary>The logs in a run's folder: one per silo that worked for the run, or the one of a console's own silo.</summary>
internal static class RunLogFiles
{
    private const string OwnSilo = "local", OwnFile = "silo.log", Folder = "logs";

    /// <summary>All logs, by name of the silo; none when nobody had anything to say.</summary>
    public static IReadOnlyList<RunLogFile> Find(string runFolder)
    {
        string own = Path.Combine(runFolder, OwnFile), folder = Path.Combine(runFolder, Folder);
        return
        [
            .. File.Exists(own) ? [new RunLogFile(OwnSilo, own)] : Array.Empty<RunLogFile>(),
            .. Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*.log").Order(StringComparer.Ordinal).Select(file => new RunLogFile(Path.GetFileNameWithoutExtension(file), file))
                : [],
        ];
    }

    /// <summary>The log of one silo.</summary>
    /// <exception cref="CommandException">It has none.</exception>
    public static RunLogFile Of(IReadOnlyList<RunLogFile> logs, string silo) => logs.FirstOrDefault(log => log.Silo == silo)
        ?? throw new CommandException(
            ExitCode.NotFoundOrInUse,
            logs.Count == 0
                ? "The run has no log: nothing was worth a line yet."
                : $"The run has no log of {SettingKeys.Shorten(silo)}: there are those of {string.Join(", ", logs.Select(log => log.Silo))}.");
}
