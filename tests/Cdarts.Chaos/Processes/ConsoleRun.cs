namespace Cdarts.Chaos.Processes;

/// <summary>The console `cdarts` as a process: one command.</summary>
public static class ConsoleRun
{
    /// <summary>Starts a command.</summary>
    /// <param name="arguments">Command line.</param>
    /// <param name="prefix">Command that starts the program.</param>
    public static ChildProcess Start(IEnumerable<string> arguments, IReadOnlyList<string>? prefix = null) => ChildProcess.Start(
        [.. prefix ?? [], "dotnet", "exec", Products.Console, .. arguments], new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "1" });

    /// <summary>Runs a command to its end, which must be a good one.</summary>
    /// <returns>What it wrote on standard output.</returns>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> arguments, IReadOnlyList<string>? prefix = null)
    {
        using ChildProcess console = Start(arguments, prefix);
        int code = await console.EndAsync();
        return code == 0
            ? console.Output.ToString()
            : throw new InvalidOperationException($"cdarts {string.Join(' ', arguments)} ended with code {code} and wrote:\n{console.Output}{console.Error}");
    }
}
