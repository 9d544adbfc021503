namespace Cdarts.Client.Data;

/// <summary>Shows a download while it goes on.</summary>
internal interface IDownloadDisplay
{
    /// <summary>Shows the files until the work is done.</summary>
    Task ShowAsync(IReadOnlyList<OfficialFile> files, Func<IDownloadProgress, Task> work);
}

/// <summary>How far a download is.</summary>
internal interface IDownloadProgress
{
    /// <summary>So many bytes of the file are there.</summary>
    void Report(OfficialFile file, long bytes);

    /// <summary>Something worth a line.</summary>
    void Say(string line);
}
