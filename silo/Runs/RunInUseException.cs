using Cdarts.Engine;

namespace Cdarts.Silo.Runs;

/// <summary>Another process trains in the run folder.</summary>
public sealed class RunInUseException : CdartsException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="runName">Name of the run.</param>
    /// <param name="holder">Where the other process can be reached, if it is known.</param>
    public RunInUseException(string runName, RunEndpoint? holder) : base(Sentence(runName, holder)) => Holder = holder;

    /// <summary>Where the other process can be reached, if it is known.</summary>
    public RunEndpoint? Holder { get; }

    private static string Sentence(string runName, RunEndpoint? holder) => holder is null
        ? $"Run {runName} is in use by another process: wait until it ends, or stop it."
        : $"Run {runName} is in use by process {holder.ProcessId} on {holder.Host}: follow it with `cdarts watch {runName}`, or stop it first.";
}
