namespace Cdarts.Grains.Hosting;

/// <summary>Copies what the silo logs into the folder of the run that it works for. Thread-safe.</summary>
public interface IRunLogs
{
    /// <summary>From now on what the silo logs of its work is appended to <c>logs/SILO.log</c> in the run folder. Again for the same folder: no effect.</summary>
    /// <param name="runFolder">The run's folder, absolute.</param>
    void Attach(string runFolder);

    /// <summary>Ends the copying into a run's folder; while it goes into another one, or into none, nothing happens.</summary>
    /// <param name="runFolder">The folder that was attached.</param>
    void Detach(string runFolder);
}
