using Cdarts.Silo.Logging;
using Cdarts.Silo.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Tests.Logging;

public sealed class RunLogsTests
{
    [Fact]
    public void Only_what_is_logged_of_the_work_for_the_run_is_in_its_folder()
    {
        using RunFolder folder = new();
        using RunLogs logs = new("n1", TimeProvider.System);
        ILogger own = logs.CreateLogger("Cdarts.Grains.X"), other = logs.CreateLogger("Orleans.X");
        own.LogError("before");
        logs.Attach(folder.Path);
        own.LogInformation("works");
        own.LogDebug("detail");
        other.LogError("foreign");
        logs.Attach(folder.Path);
        own.LogError(new InvalidOperationException("why"), "failed");
        logs.Detach(folder.Path);
        own.LogError("after");

        string text = File.ReadAllText(folder.File("logs/n1.log"));
        Assert.Contains("Information Cdarts.Grains.X: works", text);
        Assert.Contains("InvalidOperationException: why", text);
        Assert.All(["before", "detail", "foreign", "after"], word => Assert.DoesNotContain(word, text));
    }

    [Fact]
    public void The_next_run_gets_its_own_file()
    {
        using RunFolder first = new(), second = new();
        using RunLogs logs = new("n1", TimeProvider.System);
        ILogger logger = logs.CreateLogger("Cdarts.X");
        logs.Attach(first.Path);
        logger.LogInformation("one");
        logs.Attach(second.Path);
        logger.LogInformation("two");

        Assert.DoesNotContain("two", File.ReadAllText(first.File("logs/n1.log")));
        Assert.DoesNotContain("one", File.ReadAllText(second.File("logs/n1.log")));
    }

    [Fact]
    public void A_folder_that_is_gone_does_not_come_back()
    {
        using RunFolder folder = new();
        string gone = folder.File("gone");
        using RunLogs logs = new("n1", TimeProvider.System);
        logs.Attach(gone);
        logs.CreateLogger("Cdarts.X").LogInformation("lost");

        Assert.False(Directory.Exists(gone));
    }
}
