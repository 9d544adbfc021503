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
    private readonly TolerantAppender _file;

    private MetricsLog(TolerantAppender file, long lastGlobalStep)
    {
        _file = file;
        LastGlobalStep = lastGlobalStep;
    }

    /// <summary>Step of the newest line; 0 if there is none.</summary>
    public long LastGlobalStep { get; private set; }

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
        long last = 0;
        try
        {
            replacement = new DurableReplacement(path);
            using (StreamWriter kept = new(replacement.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" })
            {
                foreach ((string line, long step) in MetricsReader.Through(path, keepThroughGlobalStep))
                {
                    kept.WriteLine(line);
                    last = step;
                }
            }

            replacement.Commit();
            return new MetricsLog(new TolerantAppender(replacement.Stream, path, warn), last);
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
        byte[] text = [.. JsonSerializer.SerializeToUtf8Bytes(line, MetricsLine.Options), (byte)'\n'];
        bool written = _file.Append(text, FailpointNames.MetricsBeforeAppend, $"global step {line.GlobalStep}");
        LastGlobalStep = written ? line.GlobalStep : LastGlobalStep;
        return written;
    }

    /// <summary>Makes the lines so far durable, so that a power cut does not leave a checkpoint without the lines of its steps.</summary>
    /// <returns>False if that failed.</returns>
    public bool Flush() => _file.Flush();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
