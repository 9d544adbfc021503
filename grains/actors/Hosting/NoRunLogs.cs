namespace Cdarts.Grains.Hosting;

/// <summary>For silos whose log is in the run folder already.</summary>
internal sealed class NoRunLogs : IRunLogs
{
    /// <inheritdoc/>
    public void Attach(string runFolder)
    {
    }

    /// <inheritdoc/>
    public void Detach(string runFolder)
    {
    }
}
