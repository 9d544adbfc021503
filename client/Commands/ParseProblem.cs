using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Commands;

/// <summary>Words what is wrong with a command line, in one sentence.</summary>
internal static partial class ParseProblem
{
    /// <summary>The sentence, or null when the command line can be understood.</summary>
    public static string? Of(ParseResult parsed)
    {
        string path = CommandPath(parsed.CommandResult);
        if (OptionInPlaceOfArgument(parsed.CommandResult) is { } option)
        {
            return $"`{path}` has no option {option}: see `{path} --help`.";
        }

        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        if (parsed.UnmatchedTokens is [string unknown, ..])
        {
            string? nearest = EditDistance.Nearest(SettingKeys.Shorten(unknown), parsed.CommandResult.Command.Subcommands.Select(command => command.Name));
            return unknown.StartsWith('-') || nearest is null
                ? $"`{path}` does not know {SettingKeys.Shorten(unknown)}: see `{path} --help`."
                : $"`{path}` has no command {SettingKeys.Shorten(unknown)}: did you mean {nearest}?";
        }

        return $"{WhiteSpace().Replace(parsed.Errors[0].Message, " ").TrimEnd('.', '?')}: see `{path} --help`.";
    }

    // The parser takes an unknown option for an argument where one may stand; a file or run of that name can be written ./--name.
    private static string? OptionInPlaceOfArgument(CommandResult command) =>
        command.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .FirstOrDefault(value => value.Length > 1 && value.StartsWith('-'));

    private static string CommandPath(CommandResult command) => command.Command is RootCommand
        ? "cdarts"
        : $"{(command.Parent is CommandResult parent ? CommandPath(parent) : "cdarts")} {command.Command.Name}";

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
