namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>What a console process left: exit code and both outputs.</summary>
internal sealed record ConsoleResult(int ExitCode, string Output, string Error)
{
    /// <summary>Exit code of a process that SIGKILL ended, as .NET tells it.</summary>
    public const int Killed = 128 + 9;

    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The console `cdarts` as a child process. Disposing ends it, by its id, if it still lives.</summary>
internal sealed class ConsoleProcess : IDisposable
{
    private readonly ChildProgram _program;

    private ConsoleProcess(ChildProgram program) => _program = program;

    /// <inheritdoc cref="ChildProgram.CurrentFolder"/>
    public static string CurrentFolder => ChildProgram.CurrentFolder;

    public Transcript Output => _program.Output;

    public Transcript Error => _program.Error;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Command line.</param>
    /// <param name="failpoints">Rules for the product's failpoints.</param>
    /// <param name="spaces">Assemblies with search spaces.</param>
    public static ConsoleProcess Start(IEnumerable<string> arguments, string failpoints = "", string spaces = "") => new(ChildProgram.Start(
        ChildProgram.Console, arguments, new Dictionary<string, string> { ["CDARTS_FAILPOINTS"] = failpoints, ["CDARTS_SPACES"] = spaces }));

    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<ConsoleResult> RunAsync(IEnumerable<string> arguments, string failpoints = "", string spaces = "")
    {
        using ConsoleProcess console = Start(arguments, failpoints, spaces);
        return await console.EndAsync();
    }

    /// <inheritdoc cref="ChildProgram.EndAsync"/>
    public Task<ConsoleResult> EndAsync() => _program.EndAsync();

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt() => _program.Send(ChildProgram.SigInt);

    /// <summary>As an operating system does that shuts down.</summary>
    public void Terminate() => _program.Send(ChildProgram.SigTerm);

    /// <summary>The death that no process can catch.</summary>
    public void Kill() => _program.Send(ChildProgram.SigKill);

    public void Dispose() => _program.Dispose();
}
