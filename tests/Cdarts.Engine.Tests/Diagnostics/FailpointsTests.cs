using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Tests.Diagnostics;

[Collection(FailpointCollection.Name)]
public sealed class FailpointsTests
{
    [Fact]
    public void A_place_without_a_rule_does_nothing()
    {
        Failpoints.Reach("test.place", "step 1");
        using (Failpoints.Use("test.other=fail"))
        {
            Failpoints.Reach("test.place", "step 1");
        }
    }

    [Fact]
    public void Fail_throws_until_disposed()
    {
        using (Failpoints.Use("test.place=fail"))
        {
            Assert.Equal("failpoint test.place", Assert.Throws<IOException>(() => Failpoints.Reach("test.place")).Message);
            Assert.Throws<IOException>(() => Failpoints.Reach("test.place"));
        }

        Failpoints.Reach("test.place");
    }

    [Fact]
    public void An_inner_use_gives_back_the_outer_rules()
    {
        using (Failpoints.Use("test.outer=fail"))
        {
            using (Failpoints.Use("test.inner=fail"))
            {
                Failpoints.Reach("test.outer");
                Assert.Throws<IOException>(() => Failpoints.Reach("test.inner"));
            }

            Failpoints.Reach("test.inner");
            Assert.Throws<IOException>(() => Failpoints.Reach("test.outer"));
        }
    }

    [Theory]
    [InlineData("step 1", true)]
    [InlineData("epoch 2 step 1", true)]
    [InlineData("cycle 1 Joint epoch 2 step 1 update 2", true)]
    [InlineData("step 12", false)]
    [InlineData("substep 1", false)]
    [InlineData("", false)]
    public void The_position_matches_whole_words(string position, bool hit)
    {
        using (Failpoints.Use("test.place@step 1=fail"))
        {
            Assert.Equal(hit, Record.Exception(() => Failpoints.Reach("test.place", position)) is IOException);
        }
    }

    [Fact]
    public void A_cursor_is_a_position()
    {
        using (Failpoints.Use("test.place@cycle 3 Joint epoch 1 step 18=fail"))
        {
            Failpoints.Reach("test.place", new Cursor(2, TrainingPhase.Joint, 0, 16, 0));
            Assert.Throws<IOException>(() => Failpoints.Reach("test.place", new Cursor(2, TrainingPhase.Joint, 0, 17, 1)));
        }
    }

    [Fact]
    public void Only_the_nth_time_counts()
    {
        using (Failpoints.Use("test.place@here#2=fail"))
        {
            Failpoints.Reach("test.place", "here");
            Failpoints.Reach("test.place", "there");
            Assert.Throws<IOException>(() => Failpoints.Reach("test.place", "here"));
            Failpoints.Reach("test.place", "here");
        }
    }

    [Fact]
    public void Several_rules_are_divided_by_semicolons()
    {
        using (Failpoints.Use(" test.a=fail ; test.b=nospace; "))
        {
            Assert.Throws<IOException>(() => Failpoints.Reach("test.a"));
            Assert.Throws<IOException>(() => Failpoints.Reach("test.b"));
        }
    }

    [SkippableFact]
    public void Nospace_is_the_exception_of_a_full_disk()
    {
        Skip.IfNot(File.Exists("/dev/full"));
        IOException real = Assert.Throws<IOException>(() =>
        {
            using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            full.Write([1]);
        });
        using (Failpoints.Use("test.place=nospace"))
        {
            IOException made = Assert.Throws<IOException>(() => Failpoints.Reach("test.place"));
            Assert.Equal(real.HResult, made.HResult);
            Assert.True(DiskFull.Is(real));
            Assert.False(DiskFull.Is(new IOException("other")));
        }
    }

    [Fact]
    public async Task Pause_waits_for_its_file()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (Failpoints.Use($"test.place=pause:{file}"))
        {
            Task paused = Task.Run(() =>
            {
                started.SetResult();
                Failpoints.Reach("test.place");
            });
            await started.Task;
            Assert.False(paused.IsCompleted);
            await File.WriteAllTextAsync(file, "");
            await paused;
        }

        File.Delete(file);
    }

    [Theory]
    [InlineData("test.place")]
    [InlineData("test.place=explode")]
    [InlineData("test.place#0=fail")]
    [InlineData("test.place#x=fail")]
    [InlineData("test.place@=fail")]
    [InlineData("test place=fail")]
    [InlineData("=fail")]
    [InlineData("test.place=pause:")]
    [InlineData("test.place=killer")]
    public void A_malformed_rule_is_refused(string rule) => Assert.Equal(
        $"Failpoints.Use has the rule '{rule}', which is not of the form name[@position][#nth]=action with one of the actions kill, fail, nospace, pause:FILE.",
        Assert.Throws<CdartsException>(() => Failpoints.Use(rule)).Message);
}
