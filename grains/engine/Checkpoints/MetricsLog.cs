using System.Text;
using System.Text.Json;
using Cdarts.Engine.Diagnostics;

namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// Appends to <c>metrics.jsonl</c>, a line per step, each handed to the operating system at once. A full disk costs lines and never the training.
/// For one thread at a time.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private readonly Stream _stream;
    private readonly string _path;
    private readonly Action<string> _warn;
    private long _goodLength;
    private bool _torn;
    private bool _warned;

    /// <summary>A log on a stream without a buffer of its own, from its current position on.</summary>
    internal MetricsLog(Stream stream, string path, Action<string> warn)
    {
        _stream = stream;
        _path = path;
        _warn = warn;
        _goodLength = stream.Position;
    }

    /// <summary>
    /// Opens the log of a run that goes on after <paramref name="keepThroughGlobalStep"/>. Later lines, torn ones and repeated ones are cut off by writing a
    /// new file and renaming it, so that a thawed old writer goes on in the unlinked one.
    /// </summary>
    /// <param name="path">File; need not exist.</param>
    /// <param name="keepThroughGlobalStep">Last step to keep; 0 keeps none.</param>
    /// <param name="warn">Gets one sentence when lines begin to be lost.</param>
    /// <exception cref="CdartsException">The file cannot be read or written.</exception>
    public static MetricsLog Open(string path, long keepThroughGlobalStep, Action<string> warn)
    {
        DurableReplacement? replacement = null;
        try
        {
            replacement = new DurableReplacement(path);
            using (StreamWriter kept = new(replacement.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" })
            {
                foreach (string line in MetricsReader.TextThrough(path, keepThroughGlobalStep))
                {
                    kept.WriteLine(line);
                }
            }

            replacement.Commit();
            return new MetricsLog(replacement.Stream, path, warn);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            replacement?.Dispose();
            throw new CdartsException($"The metrics file {path} cannot be cut back to step {keepThroughGlobalStep}: {problem.Message.TrimEnd('.')}.", problem);
        }
    }

    /// <summary>Appends a line.</summary>
    /// <returns>False if it could not be written; it is lost then, and the next call tries its own line.</returns>
    public bool Append(MetricsLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, MetricsLine.Options), (byte)'\n'];
        try
        {
            RemoveTorn();
            Failpoints.Reach(FailpointNames.MetricsBeforeAppend, $"global step {line.GlobalStep}");
            _torn = true;
            _stream.Write(bytes);
            _torn = false;
            _goodLength += bytes.Length;
            _warned = false;
            return true;
        }
        catch (IOException problem)
        {
            Warn(problem);
            return false;
        }
    }

    /// <summary>Makes the lines so far durable, so that a power cut does not leave a checkpoint without the lines of its steps.</summary>
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

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    // What a failed write left of its line must not end up in the middle of the file.
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
