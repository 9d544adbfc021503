using Cdarts.Silo.Commands;
using StackExchange.Redis;

namespace Cdarts.Silo.Redis;

/// <summary>Where Redis is and how to log in there. Its text never shows the password.</summary>
internal sealed class RedisAddress
{
    // What a person waits for one server, not what a busy one needs.
    private const int AttemptMilliseconds = 5000;

    private readonly string _text;

    private RedisAddress(string text, ConfigurationOptions parsed)
    {
        _text = text;
        Shown = string.Join(",", parsed.EndPoints.Select(endpoint => Format(endpoint, parsed)));
    }

    /// <summary>Host and port, without user and password.</summary>
    public string Shown { get; }

    /// <summary>The whole text, for a child process; never for a log.</summary>
    public string ConnectionString => _text;

    /// <summary>Reads a connection string of StackExchange.Redis.</summary>
    /// <param name="text">For example <c>10.0.0.1:6379,user=cdarts,password=...,ssl=true</c>.</param>
    /// <param name="option">Name of the option, for the sentence.</param>
    /// <exception cref="SiloException">It is none; the sentence does not repeat it, since it may hold a password.</exception>
    public static RedisAddress Parse(string text, string option)
    {
        try
        {
            ConfigurationOptions parsed = ConfigurationOptions.Parse(text);
            if (parsed.EndPoints.Count > 0 && parsed.EndPoints.All(IsAddress))
            {
                return new(text, parsed);
            }
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            // Said below, without the text.
        }

        throw new SiloException(
            SiloExitCode.BadConfiguration, $"{option} cannot be understood: use HOST:PORT, or HOST:PORT,user=NAME,password=SECRET,ssl=true.");
    }

    /// <summary>Options for one attempt to connect.</summary>
    public ConfigurationOptions ToOptions()
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(_text);
        options.ClientName = "cdarts";
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = Math.Min(options.ConnectTimeout, AttemptMilliseconds);
        options.ConnectRetry = 1;
        // While Redis is away a write fails at once instead of after seconds: what can be written later does not hold a run up meanwhile.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // A key that an ACL for the cluster's own keys would have to allow in addition.
        options.TieBreaker = "";
        return options;
    }

    /// <inheritdoc/>
    public override string ToString() => Shown;

    // A misspelled option is taken for a host by the parser.
    private static bool IsAddress(System.Net.EndPoint endpoint) => endpoint is not System.Net.DnsEndPoint { Host: var host } || Uri.CheckHostName(host) != UriHostNameType.Unknown;

    private static string Format(System.Net.EndPoint endpoint, ConfigurationOptions options)
    {
        int standard = options.Ssl ? 6380 : 6379;
        return endpoint switch
        {
            System.Net.DnsEndPoint dns => $"{dns.Host}:{(dns.Port == 0 ? standard : dns.Port)}",
            System.Net.IPEndPoint { Port: 0 } ip => new System.Net.IPEndPoint(ip.Address, standard).ToString(),
            _ => endpoint.ToString()!,
        };
    }
}
