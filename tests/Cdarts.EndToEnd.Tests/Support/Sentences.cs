using System.Text.RegularExpressions;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>Looks at what a console says when something is wrong.</summary>
internal static partial class Sentences
{
    /// <summary>Asserts that the error output is one sentence for a person, and gives it.</summary>
    public static string TheOnlyOne(ConsoleResult result)
    {
        string sentence = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^\S.*[.?]$", sentence);
        Assert.DoesNotMatch(SecondSentence(), sentence);
        Assert.DoesNotContain("Exception", sentence);
        Assert.DoesNotContain("   at ", result.Output);
        return sentence;
    }

    [GeneratedRegex(@"[.?!] [A-Z]")]
    private static partial Regex SecondSentence();
}
