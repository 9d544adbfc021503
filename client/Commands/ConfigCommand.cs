using System.CommandLine;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts config show</c> and <c>cdarts config validate</c>.</summary>
internal static class ConfigCommand
{
    public static Command Build(ClientServices services) =>
        new("config", "Shows or checks settings.") { Show(services), Validate(services) };

    private static Command Show(ClientServices services)
    {
        Argument<string?> spec = CommandOptions.Spec();
        Option<string?> preset = CommandOptions.Preset(), data = CommandOptions.Data();
        Option<string[]> set = CommandOptions.Set();
        Option<bool> origin = new("--origin") { Description = "Says of each value where it came from." };
        Option<bool> table = new("--table") { Description = "Writes the table of all settings in Markdown instead." };
        Command command = new("show", "Shows the settings that a search would have, as YAML.") { spec, preset, data, set, origin, table };
        command.SetAction((parsed, _) =>
        {
            services.Out.Write(parsed.GetValue(table)
                ? SettingsTable.Write()
                : EffectiveYaml.Write(
                    new SpecSources(parsed.GetValue(spec), parsed.GetValue(preset), parsed.GetValue(set)!, services.Variables)
                    {
                        DataFolder = parsed.GetValue(data),
                    }.Resolve(),
                    parsed.GetValue(origin)));
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static Command Validate(ClientServices services)
    {
        Argument<string> spec = new("SPEC") { Description = "Specification, a YAML file of settings." };
        Option<string?> preset = CommandOptions.Preset(), data = CommandOptions.Data();
        Command command = new("validate", "Checks a specification.") { spec, preset, data };
        command.SetAction((parsed, _) =>
        {
            string path = parsed.GetValue(spec)!;
            SpecSources sources = new(path, parsed.GetValue(preset), [], services.Variables) { DataFolder = parsed.GetValue(data) };
            services.Require(sources.Resolve().Spec);
            services.Out.WriteLine($"{path} can be run.");
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
