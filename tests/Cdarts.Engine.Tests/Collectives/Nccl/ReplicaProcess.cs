using System.Diagnostics;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>A process that runs <see cref="ReplicaProgram"/>.</summary>
internal sealed class ReplicaProcess : IDisposable
{
    private readonly Process _process;

    internal ReplicaProcess(string library, int rank, StandInFault? fault = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Cdarts.Engine.Tests.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, library, $"{rank}", $"{fault}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
    }

    /// <summary>The next line that it writes.</summary>
    internal async Task<string> Line() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(RankThreads.Safety)
        ?? throw new InvalidOperationException($"The replica ended: {await _process.StandardError.ReadToEndAsync()}");

    internal void Tell(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>As kill -9.</summary>
    internal void Kill() => _process.Kill();

    internal async Task<(int ExitCode, string Errors)> Ended()
    {
        string errors = await _process.StandardError.ReadToEndAsync().WaitAsync(RankThreads.Safety);
        await _process.WaitForExitAsync().WaitAsync(RankThreads.Safety);
        return (_process.ExitCode, errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
