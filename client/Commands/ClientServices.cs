using Cdarts.Client.Cluster;
using Cdarts.Client.Data;
using Cdarts.Client.Engine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Specification;
using Cdarts.Engine;
using Spectre.Console;

namespace Cdarts.Client.Commands;

/// <summary>Everything outside of the console that its commands touch; tests put their own in place.</summary>
internal sealed record ClientServices
{
    /// <summary>Standard output as text.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard output for tables and the live view.</summary>
    public required IAnsiConsole Console { get; init; }

    /// <summary>Whether the output is a terminal that can redraw.</summary>
    public required bool IsLive { get; init; }

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required TimeProvider Time { get; init; }

    public required IRunClusterFactory Clusters { get; init; }

    public required IEngineTools Engine { get; init; }

    /// <summary>Where data sets come from.</summary>
    public required DataServices Data { get; init; }

    /// <summary>Begins to catch the user's requests to stop.</summary>
    public required Func<StopRequests> CatchStopRequests { get; init; }

    /// <summary>Ends the process at once, without waiting for anything.</summary>
    public required Action<ExitCode> Abort { get; init; }

    /// <summary>Folder for the logs of unexpected errors.</summary>
    public required string CrashFolder { get; init; }

    /// <summary>Refuses what only the engine knows to be impossible in a specification: unknown search spaces and operations.</summary>
    /// <exception cref="CommandException">A value is impossible; the message names the setting.</exception>
    public void Require(RunSpec spec)
    {
        try
        {
            Engine.Require(spec);
        }
        catch (CdartsException error)
        {
            throw new CommandException(ExitCode.BadConfiguration, error.Message, error);
        }
    }

    /// <summary>The display that fits the output.</summary>
    public IRunDisplay Display(RunLocation run, bool json) => json
        ? new JsonRunDisplay(Out, Error)
        : IsLive ? new LiveRunDisplay(Console, Engine, Time, run) : new PlainRunDisplay(Out, Console, Engine, Time, run);
}
