using System.Globalization;
using Cdarts.Engine.Data.Folders;

namespace Cdarts.Client.Data;

/// <summary>Progress on an image folder as lines of text, at most one every few seconds. To be used on one thread.</summary>
internal sealed class FolderProgressLines(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long _start;
    private long _last;
    private long _before = -1;

    /// <summary>Writes a line, if the last one is old enough.</summary>
    public void Report(FolderProgress progress)
    {
        if (_before < 0)
        {
            (_start, _last, _before) = (time.GetTimestamp(), time.GetTimestamp(), progress.Done);
            if (progress.Done > 0)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0} of {progress.Total:N0} pictures are done already."));
            }

            return;
        }

        if (time.GetElapsedTime(_last) < Pause)
        {
            return;
        }

        _last = time.GetTimestamp();
        double rate = (progress.Done - _before) / time.GetElapsedTime(_start).TotalSeconds;
        string bad = progress.Bad > 0 ? $", {progress.Bad} bad" : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0} of {progress.Total:N0} pictures{bad}; {rate:0} per second"));
    }
}
