using Cdarts.Engine.Diagnostics;

namespace Cdarts.Engine.Tests.Diagnostics;

public sealed class FailpointsInAChildTests
{
    internal static void PassBy(string argument)
    {
        try
        {
            Failpoints.Reach("test.place", "step 1");
            Failpoints.Reach("test.place", "step 2");
        }
        finally
        {
            File.AppendAllText(argument, "passed");
        }
    }

    [Fact]
    public async Task Without_the_variable_nothing_happens()
    {
        using Checkpoints.TemporaryFolder folder = new();
        (int exitCode, _) = await ChildProcess.Run(PassBy, folder.In("trace"), "");
        Assert.Equal(0, exitCode);
        Assert.Equal("passed", File.ReadAllText(folder.In("trace")));
    }

    [Fact]
    public async Task Kill_is_immediate()
    {
        using Checkpoints.TemporaryFolder folder = new();
        (int exitCode, string error) = await ChildProcess.Run(PassBy, folder.In("trace"), "test.place@step 2=kill");
        Assert.Equal((ChildProcess.Killed, ""), (exitCode, error));
        Assert.False(File.Exists(folder.In("trace")));
    }

    [Fact]
    public async Task A_malformed_variable_is_named()
    {
        using Checkpoints.TemporaryFolder folder = new();
        (int exitCode, string error) = await ChildProcess.Run(PassBy, folder.In("trace"), "test.place=die");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("CDARTS_FAILPOINTS has the rule 'test.place=die', which is not of the form", error);
    }
}
