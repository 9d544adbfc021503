using System.Text.RegularExpressions;
using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Layout;

/// <summary>The code that docs/spaces.md shows is the example's that is compiled.</summary>
public sealed partial class SpacesPageTests
{
    [Fact]
    public void ThePageShowsTheFilesOfTheExample()
    {
        IEnumerable<string> shown = Code().Matches(File.ReadAllText(Repository.In("docs/spaces.md")).ReplaceLineEndings("\n")).Select(match => match.Groups[1].Value);
        IEnumerable<string> compiled = Repository.SourceFiles(Repository.In("tests/Cdarts.Examples.Space"), "*.cs").Select(file => File.ReadAllText(file).ReplaceLineEndings("\n"));
        Assert.Equal(compiled.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
