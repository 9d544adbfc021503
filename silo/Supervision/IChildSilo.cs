namespace Cdarts.Silo.Supervision;

/// <summary>A silo of one device, as a process of its own.</summary>
internal interface IChildSilo : IDisposable
{
    /// <summary>Waits for its end and gives the exit code.</summary>
    Task<int> EndAsync();

    /// <summary>Asks it to leave the cluster and end (SIGTERM); nothing happens when it has ended.</summary>
    void AskToStop();
}
