using System.Net;
using System.Net.Http.Headers;
using Cdarts.Client.Commands;

namespace Cdarts.Client.Data;

/// <summary>One request for a file, from its start or from the end of what is there, written to the part.</summary>
internal sealed class FileTransfer(
    HttpClient http, DownloadOptions options, TimeProvider time, IDownloadProgress progress, OfficialFile file, Uri source, PartFile part)
{
    private const int BufferSize = 1 << 16;

    /// <summary>Transfers until the file's end.</summary>
    /// <exception cref="PassingDownloadException">It broke off; another attempt may go on.</exception>
    /// <exception cref="CommandException">The address does not have the file.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stall = new(options.StallTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            using HttpRequestMessage request = Request();
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            Accept(response);
            await CopyAsync(response, stall, either.Token);
        }
        catch (OperationCanceledException error) when (stall.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PassingDownloadException($"no byte came for {options.StallTimeout.TotalSeconds:0} s", error);
        }
        catch (HttpRequestException error)
        {
            throw new PassingDownloadException($"the server cannot be reached ({OneLine(error)})", error);
        }
    }

    private HttpRequestMessage Request()
    {
        HttpRequestMessage request = new(HttpMethod.Get, source);
        if (part.Length is > 0 and long there)
        {
            // Without a known version the hash decides whether the two pieces belong together.
            request.Headers.Range = new RangeHeaderValue(there, null);
            request.Headers.IfRange = part.VersionAt(source);
        }

        return request;
    }

    private void Accept(HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                RequireLength(response.Content.Headers.ContentLength);
                part.Restart(source, VersionOf(response));
                break;
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == part.Length:
                RequireLength(response.Content.Headers.ContentRange.Length);
                break;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                part.Discard();
                throw new PassingDownloadException("the server did not continue where it was asked to");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new PassingDownloadException($"the server answered {Status(response)}", RetryAfter(response));
            default:
                throw new CommandException(
                    ExitCode.DownloadFailed, $"The server answered {Status(response)} for {source}: check the address, or name a mirror with --from.");
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, CancellationTokenSource stall, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using FileStream target = part.Append();
        byte[] buffer = new byte[BufferSize];
        long there = target.Position;
        progress.Report(file, there);
        while (true)
        {
            int count;
            try
            {
                count = await body.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException error)
            {
                // What came is kept: the stream is closed, and so written, on the way out.
                throw new PassingDownloadException($"the connection broke ({OneLine(error)})", error);
            }

            if (count == 0)
            {
                return;
            }

            there += count;
            RequireLength(Math.Max(there, file.Bytes));
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            progress.Report(file, there);
            stall.CancelAfter(options.StallTimeout);
        }
    }

    private void RequireLength(long? bytes)
    {
        if (bytes is { } found && found != file.Bytes)
        {
            throw new CommandException(
                ExitCode.DownloadFailed,
                $"The file at {source} is not the published {file.Name}: it has {found} bytes and not {file.Bytes}; check the address, or name a mirror with --from.");
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - time.GetUtcNow()) : null;

    // A weak ETag may stand for two versions with different bytes.
    private static string? VersionOf(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } tag
        ? tag.ToString()
        : response.Content.Headers.LastModified?.ToString("R");

    private static string Status(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static string OneLine(Exception error) => error.Message.ReplaceLineEndings(" ").TrimEnd('.');
}
