using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Cdarts.Client.Data;

/// <summary>
/// What is there of a file that is being downloaded, as <c>NAME.part</c>. Beside it, <c>NAME.part.source</c> has the address and what the server identifies
/// that version of the file by (ETag or date), so that a later attempt continues only the same version.
/// </summary>
/// <param name="path">Path that the whole file gets.</param>
internal sealed class PartFile(string path)
{
    private const int BufferSize = 1 << 20;

    private readonly string _part = path + ".part";
    private readonly string _source = path + ".part.source";

    /// <summary>Bytes that are there.</summary>
    public long Length => new FileInfo(_part) is { Exists: true } info ? info.Length : 0;

    /// <summary>Throws everything away.</summary>
    public void Discard()
    {
        File.Delete(_part);
        File.Delete(_source);
    }

    /// <summary>Starts again from nothing.</summary>
    /// <param name="source">Address.</param>
    /// <param name="version">What the server identifies this version by; null if by nothing that can be relied on.</param>
    public void Restart(Uri source, string? version)
    {
        Discard();
        File.WriteAllLines(_source, [source.AbsoluteUri, version ?? ""]);
    }

    /// <summary>What the part's version is identified by at an address; null when that is unknown.</summary>
    public RangeConditionHeaderValue? VersionAt(Uri source) =>
        File.Exists(_source)
        && File.ReadAllLines(_source) is [string address, string version, ..]
        && address == source.AbsoluteUri
        && RangeConditionHeaderValue.TryParse(version, out RangeConditionHeaderValue? known)
            ? known
            : null;

    /// <summary>Opens it for writing at its end.</summary>
    public FileStream Append() => new(_part, FileMode.Append, FileAccess.Write, FileShare.Read, BufferSize);

    /// <summary>SHA-256 of what is there.</summary>
    public async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        await using FileStream stream = new(_part, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: true);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>Gives it the name of the whole file.</summary>
    public void Complete()
    {
        File.Move(_part, path, overwrite: true);
        File.Delete(_source);
    }
}
