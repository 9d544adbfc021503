using Cdarts.Engine.Diagnostics;

namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// Appends records to a stream without a buffer of its own, each wholly or not at all, and goes on when that fails: a full disk costs records, not the run.
/// For one thread at a time.
/// </summary>
internal sealed class TolerantAppender : IDisposable
{
    private readonly Stream _stream;
    private readonly string _path;
    private readonly Action<string> _warn;
    private long _goodLength;
    private bool _torn;
    private bool _warned;

    /// <summary>Appends from the stream's current position on.</summary>
    public TolerantAppender(Stream stream, string path, Action<string> warn)
    {
        _stream = stream;
        _path = path;
        _warn = warn;
        _goodLength = stream.Position;
    }

    /// <summary>Appends a record and hands it to the operating system.</summary>
    /// <returns>False if the record is lost; the first time in a row is told as a warning.</returns>
    public bool Append(ReadOnlySpan<byte> record, string failpoint, string position)
    {
        try
        {
            RemoveTorn();
            Failpoints.Reach(failpoint, position);
            _torn = true;
            _stream.Write(record);
            _torn = false;
            _goodLength += record.Length;
            _warned = false;
            return true;
        }
        catch (IOException problem)
        {
            Warn(problem);
            return false;
        }
    }

    /// <summary>Makes the records so far durable.</summary>
    /// <returns>False if that failed.</returns>
    public bool Flush()
    {
        try
        {
            (_stream as FileStream)?.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException problem)
        {
            Warn(problem);
            return false;
        }
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => _stream.Dispose();

    // What a failed write left of its record must not end up in the middle of the file.
    private void RemoveTorn()
    {
        if (_torn)
        {
            _stream.SetLength(_goodLength);
            _stream.Position = _goodLength;
            _torn = false;
        }
    }

    private void Warn(IOException problem)
    {
        if (!_warned)
        {
            _warned = true;
            string cause = DiskFull.Is(problem) ? "the disk is full" : problem.Message.TrimEnd('.');
            _warn($"Lines are being lost from {_path}: {cause}; the training goes on.");
        }
    }
}
