using Microsoft.Extensions.Hosting;

namespace Cdarts.Silo.Embedded;

/// <summary>Leaves signals and the console to the program that hosts the cluster.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
