using System.Text.RegularExpressions;
using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Layout;

public sealed partial class SolutionTests
{
    private static string Solution => File.ReadAllText(Repository.In("Cdarts.sln"));

    [Fact]
    public void TheSolutionIsInTheClassicFormat()
    {
        Assert.Contains("Microsoft Visual Studio Solution File, Format Version 12.00", Solution, StringComparison.Ordinal);
        Assert.Equal(["Cdarts.sln"], Directory.EnumerateFiles(Repository.Root, "*.sln*").Select(Path.GetFileName));
    }

    [Fact]
    public void TheSolutionHoldsEveryProjectAndNothingElse()
    {
        IEnumerable<string> listed = ProjectLine().Matches(Solution).Select(match => match.Groups[1].Value.Replace('\\', '/'));
        IEnumerable<string> present = ProjectFile.All().Select(project => Repository.Relative(project.FilePath));
        Assert.Equal(present.Order(), listed.Order());
    }

    [Fact]
    public void EveryProjectIsBuiltInRelease()
    {
        foreach (Match line in ProjectLine().Matches(Solution))
        {
            Assert.Contains($"{line.Groups[2].Value}.Release|Any CPU.Build.0 = Release|Any CPU", Solution, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("""^Project\(.*\) = ".*", "(.*\.csproj)", "(\{.*\})"$""", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();
}
