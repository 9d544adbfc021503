using Cdarts.Client.Rendering;

namespace Cdarts.Client.Tests.Rendering;

public sealed class TerminalOutputTests
{
    [Theory]
    [InlineData(false, "xterm", "", true)]
    [InlineData(false, null, null, true)]
    [InlineData(true, "xterm", null, false)]
    [InlineData(false, "dumb", null, false)]
    [InlineData(false, "xterm", "1", false)]
    public void Only_a_terminal_with_colors_redraws(bool redirected, string? term, string? noColor, bool expected)
    {
        Dictionary<string, string> variables = [];
        if (term is not null)
        {
            variables["TERM"] = term;
        }

        if (noColor is not null)
        {
            variables["NO_COLOR"] = noColor;
        }

        Assert.Equal(expected, TerminalOutput.CanRedraw(variables, redirected));
    }
}
