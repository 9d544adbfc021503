using Cdarts.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Embedded;

/// <summary>What an embedded cluster is started with.</summary>
public sealed record EmbeddedClusterOptions
{
    /// <summary>Existing folder of the run, absolute.</summary>
    public required string RunFolder { get; init; }

    /// <summary>Name of the run: the key of its coordinator.</summary>
    public required string RunName { get; init; }

    /// <summary>The engine; by default the real one.</summary>
    public EngineServices Engine { get; init; } = EngineServices.Create(TimeProvider.System);

    /// <summary>Device to train on: <c>cpu</c> (default) or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Takes the logs; null (default) writes warnings and errors to <c>silo.log</c> in the run folder. Disposed with the cluster.</summary>
    public ILoggerProvider? Logging { get; init; }

    /// <summary>Least severe message that is logged. Default warning.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Time. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
