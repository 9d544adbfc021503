using System.Collections;
using Cdarts.Client.Cluster;
using Cdarts.Client.Commands;
using Cdarts.Client.Data;
using Cdarts.Client.Engine;
using Cdarts.Client.Rendering;
using Cdarts.Client.Watching;

Dictionary<string, string> variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");

ExitCode code = await CommandHost.RunAsync(args, new ClientServices
{
    Out = Console.Out,
    Error = Console.Error,
    Console = TerminalOutput.Create(variables),
    IsLive = TerminalOutput.CanRedraw(variables),
    Variables = variables,
    Time = TimeProvider.System,
    Clusters = new SiloRunClusters(),
    Engine = new EngineTools(),
    Data = DataServices.Internet,
    CatchStopRequests = StopRequests.FromSignals,
    Abort = ProcessEnd.Now,
    CrashFolder = Path.GetTempPath(),
});

// Not by returning: a stop does not wait for the training thread longer than some seconds, and it may still build networks.
ProcessEnd.Now(code);
