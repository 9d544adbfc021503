using System.Diagnostics;
using Cdarts.Engine.Tests.Diagnostics;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>A process that runs <see cref="ReplicaProgram"/>.</summary>
internal sealed class ReplicaProcess : IDisposable
{
    private readonly Process _process;

    internal ReplicaProcess(string library, int rank, StandInFault? fault = null)
    {
        ProcessStartInfo start = ChildProcess.StartOf(ReplicaProgram.InAChild, $"{library}\n{rank}\n{fault}");
        start.RedirectStandardInput = true;
        _process = Process.Start(start)!;
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
