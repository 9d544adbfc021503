namespace Cdarts.Client.Data;

/// <summary>A download as lines of text: one for each tenth of a file.</summary>
internal sealed class PlainDownloadDisplay(TextWriter output) : IDownloadDisplay
{
    public Task ShowAsync(IReadOnlyList<OfficialFile> files, Func<IDownloadProgress, Task> work) => work(new Lines(output));

    private sealed class Lines(TextWriter output) : IDownloadProgress
    {
        private OfficialFile? _file;
        private long _tenths;

        public void Report(OfficialFile file, long bytes)
        {
            long tenths = 10 * bytes / file.Bytes;
            if (file == _file && tenths == _tenths)
            {
                return;
            }

            (_file, _tenths) = (file, tenths);
            Say($"{file.Name}: {10 * tenths} % of {FileDownload.Size(file.Bytes)}");
        }

        public void Say(string line) => output.WriteLine(line);
    }
}
