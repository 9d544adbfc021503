using System.Globalization;
using Cdarts.Client.Commands;
using Polly.Timeout;

namespace Cdarts.Client.Data;

/// <summary>Downloads one published file: repeats attempts, continues what is there, and gives the file its name once its hash is right.</summary>
internal sealed class FileDownload(HttpClient http, DownloadOptions options, TimeProvider time, IDownloadProgress progress)
{
    private const double Mebibyte = 1 << 20;

    /// <summary>Downloads it into a folder; does nothing where it lies there already.</summary>
    /// <exception cref="CommandException">It cannot be had (exit code 6).</exception>
    public async Task RunAsync(OfficialFile file, Uri source, string folder, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, file.Name);
        if (File.Exists(path))
        {
            progress.Report(file, file.Bytes);
            return;
        }

        PartFile part = new(path);
        if (part.Length is > 0 and long there)
        {
            progress.Say($"{file.Name}: {Size(there)} of {Size(file.Bytes)} are there from an earlier attempt.");
        }

        DownloadPipelines pipelines = DownloadPipelines.Build(options, time, (reason, delay) =>
            progress.Say(string.Create(CultureInfo.InvariantCulture, $"{file.Name}: {reason}; trying again in {delay.TotalSeconds:0.0} s.")));
        FileTransfer transfer = new(http, options, time, progress, file, source, part);
        try
        {
            await pipelines.Deadline.ExecuteAsync(
                async token =>
                {
                    while (!await pipelines.Attempts.ExecuteAsync(async attempt => await AttemptAsync(transfer, part, file, source, attempt), token))
                    {
                        progress.Say($"{file.Name}: the connection broke after {Size(part.Length)}; going on from there.");
                    }
                },
                cancellationToken);
        }
        catch (Exception error) when (error is PassingDownloadException or TimeoutRejectedException)
        {
            string reason = error is TimeoutRejectedException timeout && timeout.Timeout == options.Deadline
                ? string.Create(CultureInfo.InvariantCulture, $"it took longer than {options.Deadline.TotalMinutes:0} minutes in all")
                : DownloadPipelines.Reason(error, options);
            string again = part.Length > 0 ? $", which goes on after the {Size(part.Length)} that are there" : "";
            throw new CommandException(
                ExitCode.DownloadFailed,
                $"{file.Name} could not be downloaded from {source}: {reason}; check the connection and run the same command again{again}, or name a mirror with --from.",
                error);
        }
    }

    /// <returns>True when the file is complete, false when the attempt broke off but brought enough to go on at once.</returns>
    private async Task<bool> AttemptAsync(FileTransfer transfer, PartFile part, OfficialFile file, Uri source, CancellationToken cancellationToken)
    {
        if (part.Length > file.Bytes)
        {
            part.Discard();
        }

        long before = part.Length;
        try
        {
            if (before < file.Bytes)
            {
                await transfer.RunAsync(cancellationToken);
            }
        }
        catch (PassingDownloadException) when (part.Length - before >= options.Progress)
        {
            return false;
        }

        if (part.Length < file.Bytes)
        {
            throw new PassingDownloadException($"the server ended after {Size(part.Length)} of {Size(file.Bytes)}");
        }

        string hash = await part.HashAsync(cancellationToken);
        if (hash == file.Sha256)
        {
            part.Complete();
            return true;
        }

        part.Discard();
        if (before > 0)
        {
            // The pieces may be of two versions, or an earlier one was damaged.
            throw new PassingDownloadException("the continued file is damaged and is downloaded from its start");
        }

        throw new CommandException(
            ExitCode.DownloadFailed,
            $"The file at {source} is not the published {file.Name}: its SHA-256 is {hash} and not {file.Sha256}; try again later, or name a mirror with --from.");
    }

    internal static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte:0.0} MiB");
}
