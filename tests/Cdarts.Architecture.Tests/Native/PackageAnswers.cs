using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Native;

/// <summary>The packages that every room references, by back end, asked of MSBuild in one process.</summary>
public sealed class PackageAnswers : IAsyncLifetime
{
    /// <summary>No back end named.</summary>
    public const string Default = "";

    private const string Mark = "PACKAGES|";
    private readonly Dictionary<(string Room, string Backend), string[]> _answers = [];

    public async Task InitializeAsync()
    {
        using TemporaryFolder folder = new();
        string question = folder.In("question.targets"), driver = folder.In("ask.proj");
        await File.WriteAllTextAsync(question, $"""
            <Project>
              <Target Name="Tell"><Message Importance="high" Text="{Mark}$(MSBuildProjectName)|$(Asked)|@(PackageReference)" /></Target>
            </Project>
            """);
        string rooms = string.Join(";", Room.All.Select(room => room.Project.FilePath));
        await File.WriteAllTextAsync(driver, $"""
            <Project>
              <Target Name="Ask">
                <MSBuild Projects="{rooms}" Targets="Tell" Properties="CustomAfterMicrosoftCommonTargets={question};Asked={Default}" />
                <MSBuild Projects="{rooms}" Targets="Tell" Properties="CustomAfterMicrosoftCommonTargets={question};Asked=cuda;CdartsBackend=cuda" />
              </Target>
            </Project>
            """);
        MsBuildResult result = await MsBuild.Run(driver);
        Assert.True(result.ExitCode == 0, result.Output);
        foreach (string line in result.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith(Mark, StringComparison.Ordinal)))
        {
            string[] parts = line.Split('|');
            _answers.Add((parts[1], parts[2]), parts[3].Split(';'));
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public IReadOnlyList<string> Of(string room, string backend) => _answers[(room, backend)];
}
