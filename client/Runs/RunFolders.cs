using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Runs;

/// <summary>The folder that holds the runs, one folder each.</summary>
/// <param name="root">Folder, made when the first run is.</param>
internal sealed class RunFolders(string root)
{
    /// <summary>Default folder, in the current one.</summary>
    public const string DefaultRoot = "runs";

    /// <summary>The folder, as the user wrote it.</summary>
    public string Root { get; } = root;

    /// <summary>The folder of the runs: the flag, else the variable, else <c>runs</c>.</summary>
    public static RunFolders Choose(string? flag, IReadOnlyDictionary<string, string> variables) =>
        new(flag ?? (variables.TryGetValue(EnvironmentLayer.RunsVariable, out string? folder) && folder.Length > 0 ? folder : DefaultRoot));

    /// <summary>
    /// Makes a run's folder with its <c>run.json</c>. The folder appears whole, by one rename, so that no other console ever sees half of it and
    /// two consoles cannot both make it.
    /// </summary>
    /// <returns>Absolute path.</returns>
    /// <exception cref="CommandException">The name is taken, or the folder cannot be written.</exception>
    public string Create(RunManifest manifest) =>
        TryCreate(manifest) ?? throw new CommandException(
            ExitCode.NotFoundOrInUse,
            $"The run {manifest.Name} exists in {Root}: go on with `cdarts resume {manifest.Name}`, or choose another name with --name.");

    /// <summary>As <see cref="Create"/>, but null when the name is taken.</summary>
    public string? TryCreate(RunManifest manifest)
    {
        string folder = Path.GetFullPath(Path.Combine(Root, manifest.Name));
        string draft = NewDraft(Path.GetFullPath(Root));
        try
        {
            if (Path.Exists(folder))
            {
                return null;
            }

            Directory.CreateDirectory(draft);
            using (FileStream file = new(Path.Combine(draft, RunManifest.FileName), FileMode.CreateNew))
            {
                file.Write(manifest.ToJson());
                file.Flush(flushToDisk: true);
            }

            Directory.Move(draft, folder);
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Discard(draft);
            return Path.Exists(folder)
                ? null
                : throw new CommandException(
                    ExitCode.NotFoundOrInUse,
                    $"The folder {Root} cannot be written ({error.Message.TrimEnd('.')}): choose another one with --runs or {EnvironmentLayer.RunsVariable}.",
                    error);
        }
    }

    /// <summary>
    /// Removes a run that failed before its first step (its data cannot be read, for example): there is nothing in it to go on from, and its name is free
    /// for the next try.
    /// </summary>
    /// <param name="folder">Folder of a run that no process has.</param>
    public static void RemoveUnbegun(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, CheckpointFolder.FolderName)) || File.Exists(Path.Combine(folder, MetricsTail.FileName)))
        {
            return;
        }

        string doomed = NewDraft(Path.GetDirectoryName(folder)!);
        try
        {
            Directory.Move(folder, doomed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return;
        }

        Discard(doomed);
    }

    /// <summary>The folder of a run, absolute.</summary>
    /// <param name="run">Name in the folder of the runs, or a path.</param>
    /// <exception cref="CommandException">There is no such run.</exception>
    public string Find(string run)
    {
        if (TryFind(run) is { } folder)
        {
            return folder;
        }

        string? nearest = EditDistance.Nearest(SettingKeys.Shorten(run), All().Select(folder => Path.GetFileName(folder)));
        throw new CommandException(
            ExitCode.NotFoundOrInUse,
            $"There is no run {SettingKeys.Shorten(run)} in {Root}: " + (nearest is null ? "start one with `cdarts search`." : $"did you mean {nearest}?"));
    }

    /// <summary>As <see cref="Find"/>, but null when there is no such run.</summary>
    public string? TryFind(string run)
    {
        foreach (string candidate in (string[])[Path.Combine(Root, run), run])
        {
            if (run.Length > 0 && IsRun(candidate))
            {
                return Path.GetFullPath(candidate).TrimEnd(Path.DirectorySeparatorChar);
            }
        }

        return null;
    }

    /// <summary>Folders of all runs, absolute, by name.</summary>
    public IReadOnlyList<string> All()
    {
        try
        {
            return Directory.Exists(Root)
                ? [.. Directory.EnumerateDirectories(Path.GetFullPath(Root)).Where(IsRun).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"The folder {Root} cannot be read: {error.Message.TrimEnd('.')}.", error);
        }
    }

    private static bool IsRun(string folder) =>
        !Path.GetFileName(folder).StartsWith(".new-", StringComparison.Ordinal) && File.Exists(Path.Combine(folder, RunManifest.FileName));

    private static string NewDraft(string root) => Path.Combine(root, $".new-{Guid.NewGuid():N}");

    private static void Discard(string draft)
    {
        try
        {
            Directory.Delete(draft, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What could not be written cannot always be deleted; All and Find pass it over.
        }
    }
}
