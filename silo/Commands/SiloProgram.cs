using System.Globalization;
using Cdarts.Engine;
using Cdarts.Engine.Native;
using Cdarts.Engine.Spaces;
using Cdarts.Grains.Hosting;
using Cdarts.Silo.Clustered;
using Cdarts.Silo.Supervision;

namespace Cdarts.Silo.Commands;

/// <summary>The silo's program: every failure becomes one sentence and an exit code.</summary>
internal sealed class SiloProgram(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables, TextWriter output, TextWriter error)
{
    private const string SpacesVariable = "CDARTS_SPACES";
    private const string LoaderThreadsVariable = "CDARTS_LOADER_THREADS";

    public async Task<SiloExitCode> RunAsync()
    {
        try
        {
            return await new SiloCommandLine(RunAsync, variables).InvokeAsync(arguments, output, error);
        }
        catch (SiloException problem)
        {
            error.WriteLine(problem.Message);
            return problem.ExitCode;
        }
        catch (CdartsException problem)
        {
            error.WriteLine(problem.Message);
            return SiloExitCode.BadConfiguration;
        }
        catch (Exception problem)
        {
            error.WriteLine($"The silo failed through a fault of cdarts, please report it: {problem}");
            return SiloExitCode.Unexpected;
        }
    }

    private async Task<SiloExitCode> RunAsync(SiloSettings settings)
    {
        LoadSpaces();
        using StopSignals signals = StopSignals.Catch(() => ProcessEnd.Now((int)SiloExitCode.Aborted));
        if (settings.Device == SiloSettings.AllDevices)
        {
            return await SuperviseAsync(settings, signals.Token);
        }

        NativeRuntime.Initialize();
        _ = DeviceSelection.Select(settings.Device);
        if (settings.Threads is { } threads)
        {
            ThreadPool.GetMinThreads(out _, out int completion);
            ThreadPool.SetMinThreads(threads, completion);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Token);
        if (variables.ContainsKey(ParentWatch.Variable))
        {
            ParentWatch.Start(Console.OpenStandardInput(), stop.Cancel);
        }

        EngineServices engine = EngineServices.Create(TimeProvider.System, DataPlane.Create(settings, TimeProvider.System));
        return await new ClusterSilo(settings, engine, output, error, TimeProvider.System).RunAsync(stop.Token);
    }

    private async Task<SiloExitCode> SuperviseAsync(SiloSettings settings, CancellationToken stop)
    {
        IReadOnlyList<string> devices = DeviceSelection.All();
        Dictionary<string, string> own = new() { [SettingsReader.ClusterVariable] = settings.Cluster };
        if (settings.Redis is { } redis)
        {
            own[SettingsReader.RedisVariable] = redis.ConnectionString;
        }

        // The silos of this machine share its cores; who sets the variable knows better.
        if (!variables.ContainsKey(LoaderThreadsVariable))
        {
            own[LoaderThreadsVariable] = Math.Max(Environment.ProcessorCount / devices.Count, 1).ToString(CultureInfo.InvariantCulture);
        }

        DeviceSupervisor supervisor = new(
            devices,
            device => ChildSilo.Start(ChildArguments.Of(arguments, settings, device, devices.ToList().IndexOf(device)), own),
            error,
            TimeProvider.System);
        return await supervisor.RunAsync(stop);
    }

    private void LoadSpaces()
    {
        string paths = variables.GetValueOrDefault(SpacesVariable, "");
        try
        {
            Array.ForEach(paths.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), SpaceAssemblies.Load);
        }
        catch (CdartsException problem)
        {
            throw new SiloException(SiloExitCode.BadConfiguration, $"{SpacesVariable}: {problem.Message}", problem);
        }
    }
}
