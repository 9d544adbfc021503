using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cdarts.Client.Tests.Support;

/// <summary>A small web server on this machine that gives files, with ranges and ETags, and misbehaves as a test tells it to.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Queue<Func<WebRequest, WebAnswer?>> _script = [];
    private readonly Task _serving;

    public LoopbackServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Files by name.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    public string Version { get; set; } = "\"1\"";

    public bool KnowsRanges { get; set; } = true;

    public List<WebRequest> Requests { get; } = [];

    /// <summary>A client that asks this machine, whatever proxy there is.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What to do with the next request that has no instruction yet; null or nothing: give the file.</summary>
    public LoopbackServer Next(params Func<WebRequest, WebAnswer?>[] answers)
    {
        foreach (Func<WebRequest, WebAnswer?> answer in answers)
        {
            _script.Enqueue(answer);
        }

        return this;
    }

    public LoopbackServer NextStatus(int status, params string[] headers) => Next(_ => new WebAnswer(status, [], headers));

    /// <summary>The file, but the connection breaks after so many bytes of it.</summary>
    public LoopbackServer NextBroken(int after, bool hangs = false) => Next(request => Give(request) with { BreakAfter = after, Hangs = hangs });

    /// <summary>The file as it should be given.</summary>
    public WebAnswer Give(WebRequest request)
    {
        if (!Files.TryGetValue(request.Path.TrimStart('/'), out byte[]? file))
        {
            return new WebAnswer(404, [], []);
        }

        string etag = $"ETag: {Version}";
        bool continues = KnowsRanges && request.From is > 0 && (request.IfRange is null || request.IfRange == Version);
        return !continues
            ? new WebAnswer(200, file, [etag])
            : request.From >= file.Length
                ? new WebAnswer(416, [], [])
                : new WebAnswer(206, file[(int)request.From!..], [etag, $"Content-Range: bytes {request.From}-{file.Length - 1}/{file.Length}"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
            try
            {
                await AnswerAsync(client);
            }
            catch (IOException)
            {
                // The client went away.
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        NetworkStream stream = client.GetStream();
        if (await WebRequest.ReadAsync(stream, _end.Token) is not { } request)
        {
            return;
        }

        Requests.Add(request);
        WebAnswer answer = (_script.TryDequeue(out Func<WebRequest, WebAnswer?>? next) ? next(request) : null) ?? Give(request);
        string head = $"HTTP/1.1 {answer.Status} Reason\r\nConnection: close\r\nContent-Length: {answer.Body.Length}\r\n"
            + string.Concat(answer.Headers.Select(header => header + "\r\n")) + "\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _end.Token);
        await stream.WriteAsync(answer.Body.AsMemory(0, Math.Min(answer.BreakAfter, answer.Body.Length)), _end.Token);
        if (answer.Hangs)
        {
            // Until the client gives up.
            await stream.CopyToAsync(Stream.Null, _end.Token);
        }
    }
}

internal sealed record WebAnswer(int Status, byte[] Body, string[] Headers)
{
    public int BreakAfter { get; init; } = int.MaxValue;

    public bool Hangs { get; init; }
}

internal sealed record WebRequest(string Path, long? From, string? IfRange)
{
    public static async Task<WebRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n");
        string? range = Header("Range")?.Replace("bytes=", "").TrimEnd('-');
        return new WebRequest(lines[0].Split(' ')[1], range is null ? null : long.Parse(range, CultureInfo.InvariantCulture), Header("If-Range"));

        string? Header(string name) => lines.FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
    }
}
