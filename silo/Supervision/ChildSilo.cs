using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Cdarts.Silo.Supervision;

/// <summary>A child process of this program.</summary>
internal sealed partial class ChildSilo : IChildSilo
{
    private const int SigTerm = 15;

    private readonly Process _process;

    private ChildSilo(Process process) => _process = process;

    /// <summary>Starts this program again with other arguments; it writes where this process writes.</summary>
    /// <param name="arguments">Command line.</param>
    /// <param name="variables">Variables beside the inherited ones; a password is not for a command line, which everyone can read.</param>
    public static ChildSilo Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables)
    {
        string program = Environment.ProcessPath!;
        // Run as `dotnet cdarts-silo.dll`.
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        ProcessStartInfo start = new(program, isHost ? ["exec", Assembly.GetEntryAssembly()!.Location, .. arguments] : arguments)
        {
            // Never written to: see ParentWatch.
            RedirectStandardInput = true,
        };
        start.Environment[ParentWatch.Variable] = "1";
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <inheritdoc/>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void AskToStop()
    {
        if (!_process.HasExited)
        {
            _ = Signal(_process.Id, SigTerm);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
