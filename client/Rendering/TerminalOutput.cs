using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>What the standard output can do.</summary>
internal static class TerminalOutput
{
    // A file or a pipe has no width; tables there are for people who open them in a wide window.
    private const int WidthOfFiles = 120;

    /// <summary>Whether a picture can be drawn over itself: not into a file, not on a dumb terminal, not for one who asked for plain output.</summary>
    public static bool CanRedraw(IReadOnlyDictionary<string, string> variables) =>
        CanRedraw(variables, Console.IsOutputRedirected);

    internal static bool CanRedraw(IReadOnlyDictionary<string, string> variables, bool isRedirected) =>
        !isRedirected && !IsSet(variables, "NO_COLOR") && variables.GetValueOrDefault("TERM") is not "dumb";

    public static IAnsiConsole Create(IReadOnlyDictionary<string, string> variables)
    {
        IAnsiConsole console = AnsiConsole.Create(new()
        {
            ColorSystem = IsSet(variables, "NO_COLOR") ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }

    // As no-color.org has it: present and not empty.
    private static bool IsSet(IReadOnlyDictionary<string, string> variables, string name) => variables.GetValueOrDefault(name) is { Length: > 0 };
}
