using System.CommandLine;
using Cdarts.Client.Configuration;
using Cdarts.Contracts.Specification;
using Cdarts.Engine;

namespace Cdarts.Client.Commands;

/// <summary>Runs one command line: every failure becomes one sentence and an exit code.</summary>
internal static class CommandHost
{
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, ClientServices services)
    {
        // A bare `cdarts` asks what there is.
        ParseResult parsed = CommandTree.Build(services).Parse(
            arguments.Count == 0 ? ["--help"] : arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (ParseProblem.Of(parsed) is { } problem)
        {
            services.Error.WriteLine(problem);
            return ExitCode.BadConfiguration;
        }

        try
        {
            LoadSpaces(services);
            return (ExitCode)await parsed.InvokeAsync(new()
            {
                EnableDefaultExceptionHandler = false,
                // No time limit on stopping: its default of two seconds would cut the checkpoint off. Commands catch the signals themselves.
                ProcessTerminationTimeout = null,
                Output = services.Out,
                Error = services.Error,
            });
        }
        catch (CommandException error)
        {
            services.Error.WriteLine(error.Message);
            return error.ExitCode;
        }
        catch (Exception error) when (error is CdartsException or RunSpecException)
        {
            services.Error.WriteLine(error.Message);
            return ExitCode.RunFailed;
        }
        catch (Exception error)
        {
            services.Error.WriteLine(CrashLog.Write(error, services));
            return ExitCode.Unexpected;
        }
    }

    /// <summary>The search spaces that the user has written. The silo of a run is in this process, so that it knows them too.</summary>
    private static void LoadSpaces(ClientServices services)
    {
        string paths = services.Variables.GetValueOrDefault(EnvironmentLayer.SpacesVariable, "");
        try
        {
            Array.ForEach(paths.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), services.Engine.LoadSpaces);
        }
        catch (CdartsException error)
        {
            throw new CommandException(ExitCode.BadConfiguration, $"{EnvironmentLayer.SpacesVariable}: {error.Message}", error);
        }
    }
}
