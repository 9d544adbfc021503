using Cdarts.Silo.Logging;
using Cdarts.Silo.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Tests.Logging;

public sealed class FileLoggerProviderTests
{
    [Fact]
    public void Makes_the_file_with_the_first_message_and_appends()
    {
        using RunFolder folder = new();
        string path = folder.File("silo.log");
        using (FileLoggerProvider provider = new(path, TimeProvider.System))
        {
            ILogger logger = provider.CreateLogger("Room");
            Assert.False(File.Exists(path));
            logger.LogWarning(new InvalidOperationException("why"), "Something {What}", "happened");
        }

        using (FileLoggerProvider provider = new(path, TimeProvider.System))
        {
            provider.CreateLogger("Room").LogError("again");
        }

        string text = File.ReadAllText(path);
        Assert.Contains("Warning Room: Something happened", text);
        Assert.Contains("InvalidOperationException: why", text);
        Assert.EndsWith("Error Room: again", text.TrimEnd());
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_survived()
    {
        using FileLoggerProvider provider = new("/nonexistent/silo.log", TimeProvider.System);
        provider.CreateLogger("Room").LogError("lost");
    }
}
