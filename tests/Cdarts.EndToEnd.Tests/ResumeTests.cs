namespace Cdarts.EndToEnd.Tests;

/// <summary>A run that dies or is stopped anywhere, and is resumed, ends with the same bits as one that nobody disturbed.</summary>
[Collection(nameof(UndisturbedCollection))]
public class ResumeTests(UndisturbedRun undisturbed)
{
    [Theory]
    [InlineData("search-warmup", "step.committed@SearchWarmup epoch 1 step 2")]
    [InlineData("evaluation-warmup", "step.committed@cycle 2 EvaluationWarmup epoch 1 step 2")]
    [InlineData("between-updates", "joint.between-updates@cycle 1 Joint epoch 1 step 2")]
    [InlineData("part-written", "checkpoint.part-written@cycle 1 Joint epoch 1 step 3 evaluation.safetensors")]
    [InlineData("before-rename", "checkpoint.before-rename@cycle 2 Joint epoch 1 step 2")]
    [InlineData("after-rename", "checkpoint.after-rename@cycle 2 Joint epoch 1 step 2")]
    [InlineData("epoch-end", "epoch.end@cycle 1 EvaluationWarmup")]
    [InlineData("cycle-end", "phase.end@cycle 1 Joint")]
    [InlineData("last-cycle-end", "phase.end@cycle 2 Joint")]
    public async Task A_killed_run_resumes_to_the_same_bits(string name, string place)
    {
        Runs runs = undisturbed.Runs;
        (int code, string output, string errors) = await ConsoleProcess.RunAsync(runs.Search(name), place + "=kill");
        Assert.True(code == ConsoleProcess.Killed, $"Ended with {code} instead of dying:\n{output}\n{errors}");

        (code, output, errors) = await ConsoleProcess.RunAsync(runs.On("resume", name));
        Assert.True(code == 0, $"Resume ended with {code}:\n{output}\n{errors}");
        runs.AssertSameEnd(UndisturbedRun.Name, name);
    }

    [Theory]
    [InlineData("truncated", "search.safetensors")]
    [InlineData("flipped", "evaluation.safetensors")]
    [InlineData("missing", "run.safetensors")]
    public async Task A_damaged_checkpoint_is_named_and_costs_one_interval(string damage, string file)
    {
        Runs runs = undisturbed.Runs;
        (int code, _, _) = await ConsoleProcess.RunAsync(runs.Search(damage), "step.committed@cycle 1 Joint epoch 1 step 3=kill");
        Assert.Equal(ConsoleProcess.Killed, code);
        string newest = runs.Checkpoints(damage)[^1];
        Damage(Path.Combine(newest, file), damage);

        (code, string output, string errors) = await ConsoleProcess.RunAsync(runs.On("resume", damage));
        Assert.True(code == 0, $"Resume ended with {code}:\n{output}\n{errors}");
        Assert.Contains("warning: ", output);
        Assert.Contains(Path.GetFileName(newest), output);
        Assert.Contains(file, output);
        runs.AssertSameEnd(UndisturbedRun.Name, damage);
    }

    [Theory]
    [InlineData("interrupted", ConsoleProcess.SigInt)]
    [InlineData("terminated", ConsoleProcess.SigTerm)]
    public async Task A_signal_stops_with_a_checkpoint_and_the_run_resumes_to_the_same_bits(string name, int signal)
    {
        Runs runs = undisturbed.Runs;
        using (ConsoleProcess search = ConsoleProcess.Start(runs.Search(name)))
        {
            await search.LineAsync("begin of cycle 1 of 2, evaluation warm-up");
            search.Signal(signal);
            Assert.Equal(75, await search.ExitAsync());
            Assert.Contains("go on with `cdarts resume", search.Errors);
            Assert.EndsWith(name + "`.", search.Errors);
        }

        (int code, string output, string errors) = await ConsoleProcess.RunAsync(runs.On("resume", name));
        Assert.True(code == 0, $"Resume ended with {code}:\n{output}\n{errors}");
        runs.AssertSameEnd(UndisturbedRun.Name, name);
    }

    [Fact]
    public async Task A_second_interrupt_aborts_and_the_run_still_resumes()
    {
        Runs runs = undisturbed.Runs;
        string gate = runs.PathOf("aborted.gate");
        using (ConsoleProcess search = ConsoleProcess.Start(runs.Search("aborted"), $"step.committed@cycle 1 Joint epoch 1 step 2=pause:{gate}"))
        {
            await search.LineAsync("begin of cycle 1 of 2, joint epochs");
            search.Signal(ConsoleProcess.SigInt);
            await search.LineAsync("stopping");
            search.Signal(ConsoleProcess.SigInt);
            Assert.Equal(130, await search.ExitAsync());
        }

        (int code, string output, string errors) = await ConsoleProcess.RunAsync(runs.On("resume", "aborted"));
        Assert.True(code == 0, $"Resume ended with {code}:\n{output}\n{errors}");
        runs.AssertSameEnd(UndisturbedRun.Name, "aborted");
    }

    [Fact]
    public async Task A_full_disk_costs_a_checkpoint_and_not_the_run()
    {
        Runs runs = undisturbed.Runs;
        (int code, string output, _) = await ConsoleProcess.RunAsync(runs.Search("full-disk"), "checkpoint.part-written@cycle 1 Joint=nospace");
        Assert.Equal(0, code);
        Assert.Contains("the disk is full; earlier checkpoints are kept", output);
        runs.AssertSameEnd(UndisturbedRun.Name, "full-disk");
    }

    [Fact]
    public async Task Lost_grain_records_do_not_lose_the_run()
    {
        Runs runs = undisturbed.Runs;
        (int code, _, _) = await ConsoleProcess.RunAsync(runs.Search("lost-records"), "step.committed@cycle 2 Joint epoch 1 step 2=kill");
        Assert.Equal(ConsoleProcess.Killed, code);
        foreach (string file in Directory.GetFiles(runs.PathOf("lost-records"), "grains.db*"))
        {
            File.WriteAllText(file, "not a database");
        }

        (code, string output, string errors) = await ConsoleProcess.RunAsync(runs.On("resume", "lost-records"));
        Assert.True(code == 0, $"Resume ended with {code}:\n{output}\n{errors}");
        runs.AssertSameEnd(UndisturbedRun.Name, "lost-records");
    }

    private static void Damage(string file, string how)
    {
        byte[] bytes = File.ReadAllBytes(file);
        switch (how)
        {
            case "truncated":
                File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
                break;
            case "flipped":
                bytes[^9] ^= 4;
                File.WriteAllBytes(file, bytes);
                break;
            default:
                File.Delete(file);
                break;
        }
    }
}
