using System.Collections;
using Cdarts.Engine.Native;
using Cdarts.Silo.Commands;

Dictionary<string, string> variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");

SiloExitCode code = await new SiloProgram(args, variables, Console.Out, Console.Error).RunAsync();

// Not by returning: the training thread may still be in native code.
ProcessEnd.Now((int)code);
