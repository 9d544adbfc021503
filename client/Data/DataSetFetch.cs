using Cdarts.Client.Commands;

namespace Cdarts.Client.Data;

/// <summary>
/// Fetches a data set: downloads into <c>FOLDER.download</c>, unpacks there, and renames the result to the folder, so that the folder is either whole or not
/// there. What is downloaded stays for the next attempt when something fails.
/// </summary>
internal sealed class DataSetFetch(HttpClient http, DownloadOptions options, TimeProvider time)
{
    private const string LockFile = "lock";
    private const string ContentFolder = "content";

    /// <summary>Fetches.</summary>
    /// <param name="set">Data set.</param>
    /// <param name="folder">Folder that it gets; must not exist, or be empty.</param>
    /// <param name="mirror">Address of the folder with the files, in place of the official one; or of the file itself, if there is one.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops; the next attempt goes on.</param>
    /// <exception cref="CommandException">It cannot be had, or the folder cannot be written.</exception>
    public async Task RunAsync(OfficialSet set, string folder, Uri? mirror, IDownloadProgress progress, CancellationToken cancellationToken)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string staging = target + ".download";
        try
        {
            await FetchAsync(set, target, staging, mirror, progress, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.NotFoundOrInUse, $"{folder} cannot be written ({error.Message.TrimEnd('.')}): free some space there, or choose another folder with --to.", error);
        }
    }

    private async Task FetchAsync(
        OfficialSet set, string target, string staging, Uri? mirror, IDownloadProgress progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(staging);
        await using FileStream held = Lock(staging);
        try
        {
            FileDownload download = new(http, options, time, progress);
            foreach (OfficialFile file in set.Files)
            {
                await download.RunAsync(file, Address(set, file, mirror), staging, cancellationToken);
            }

            string content = await UnpackAsync(set, staging, progress, cancellationToken);
            if (Directory.Exists(target))
            {
                // Empty, or this fails.
                Directory.Delete(target);
            }

            Directory.Move(content, target);
        }
        catch (Exception) when (Directory.EnumerateFileSystemEntries(staging).Any(path => Path.GetFileName(path) != LockFile))
        {
            // The next attempt goes on from there.
            throw;
        }
        catch
        {
            Directory.Delete(staging, recursive: true);
            throw;
        }

        Directory.Delete(staging, recursive: true);
    }

    private static FileStream Lock(string staging)
    {
        try
        {
            return new FileStream(Path.Combine(staging, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"Another `cdarts data fetch` works in {staging}: wait for it, or choose another folder with --to.", error);
        }
    }

    private static async Task<string> UnpackAsync(OfficialSet set, string staging, IDownloadProgress progress, CancellationToken cancellationToken)
    {
        string content = Path.Combine(staging, ContentFolder);
        if (Directory.Exists(content))
        {
            Directory.Delete(content, recursive: true);
        }

        Directory.CreateDirectory(content);
        foreach (OfficialFile file in set.Files)
        {
            string path = Path.Combine(staging, file.Name);
            if (file.IsArchive)
            {
                progress.Say($"{file.Name}: the hash is right; unpacking.");
                await TarExtraction.RunAsync(path, content, cancellationToken);
            }
            else
            {
                // Copied, not moved: a second attempt finds it.
                File.Copy(path, Path.Combine(content, file.Name));
            }
        }

        return content;
    }

    private static Uri Address(OfficialSet set, OfficialFile file, Uri? mirror)
    {
        if (mirror is null)
        {
            return new Uri(set.Home, file.Name);
        }

        return mirror.AbsolutePath.EndsWith($"/{file.Name}", StringComparison.Ordinal)
            ? mirror
            : new Uri(new Uri(mirror.AbsoluteUri.TrimEnd('/') + "/"), file.Name);
    }
}
