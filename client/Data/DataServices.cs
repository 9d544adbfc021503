namespace Cdarts.Client.Data;

/// <summary>What the data commands touch outside of the console.</summary>
/// <param name="Sets">Data sets that can be fetched.</param>
/// <param name="Options">Limits of a download.</param>
/// <param name="CreateClient">Makes a client without a time limit of its own.</param>
internal sealed record DataServices(IReadOnlyList<OfficialSet> Sets, DownloadOptions Options, Func<HttpClient> CreateClient)
{
    private static readonly TimeSpan LongestConnecting = TimeSpan.FromSeconds(20);

    /// <summary>The published data sets over the internet; a proxy comes from the usual variables.</summary>
    public static DataServices Internet { get; } = new(OfficialSets.All, new(), CreateInternetClient);

    private static HttpClient CreateInternetClient()
    {
        HttpClient client = new(new SocketsHttpHandler { ConnectTimeout = LongestConnecting }) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("cdarts");
        return client;
    }
}
