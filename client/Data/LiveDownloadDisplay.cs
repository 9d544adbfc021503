using Spectre.Console;

namespace Cdarts.Client.Data;

/// <summary>A download as bars on a terminal that can redraw.</summary>
internal sealed class LiveDownloadDisplay(IAnsiConsole console) : IDownloadDisplay
{
    public Task ShowAsync(IReadOnlyList<OfficialFile> files, Func<IDownloadProgress, Task> work) =>
        console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => work(new Bars(console, files.ToDictionary(
                file => file, file => context.AddTask(file.Name.EscapeMarkup(), autoStart: false, maxValue: file.Bytes)))));

    private sealed class Bars(IAnsiConsole console, IReadOnlyDictionary<OfficialFile, ProgressTask> tasks) : IDownloadProgress
    {
        public void Report(OfficialFile file, long bytes)
        {
            ProgressTask task = tasks[file];
            if (!task.IsStarted)
            {
                task.StartTask();
            }

            task.Value = bytes;
        }

        public void Say(string line) => console.WriteLine(line);
    }
}
