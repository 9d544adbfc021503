namespace Cdarts.Client.Data;

/// <summary>An attempt failed in a way that may pass; the message is the part of a sentence that says why.</summary>
internal sealed class PassingDownloadException : Exception
{
    public PassingDownloadException(string reason, TimeSpan? retryAfter = null) : base(reason) => RetryAfter = retryAfter;

    public PassingDownloadException(string reason, Exception cause) : base(reason, cause)
    {
    }

    /// <summary>Wait that the server asks for.</summary>
    public TimeSpan? RetryAfter { get; }
}
