using System.Diagnostics;

namespace Cdarts.Engine.Tests.Diagnostics;

/// <summary>
/// Runs a static method of this assembly in a process of its own, which may die. The child starts this assembly, whose startup hook
/// (<see cref="StartupHook"/>) calls the method.
/// </summary>
internal static class ChildProcess
{
    public const string JobVariable = "CDARTS_TEST_CHILD_JOB";
    public const string ArgumentVariable = "CDARTS_TEST_CHILD_ARGUMENT";

    /// <summary>Exit code of a process that SIGKILL ended.</summary>
    public const int Killed = 128 + 9;

    /// <summary>Runs <paramref name="job"/>, an internal static method that takes a string; returns exit code and standard error.</summary>
    public static async Task<(int ExitCode, string Error)> Run(Action<string> job, string argument, string failpoints)
    {
        using Process process = Process.Start(StartOf(job, argument, failpoints))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        _ = await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    /// <summary>How a child that runs <paramref name="job"/> is started.</summary>
    public static ProcessStartInfo StartOf(Action<string> job, string argument, string failpoints = "")
    {
        ProcessStartInfo start = new("dotnet", ["exec", typeof(ChildProcess).Assembly.Location]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(ChildProcess).Assembly.Location;
        start.Environment[JobVariable] = $"{job.Method.DeclaringType!.FullName}:{job.Method.Name}";
        start.Environment[ArgumentVariable] = argument;
        start.Environment["CDARTS_FAILPOINTS"] = failpoints;
        return start;
    }
}
