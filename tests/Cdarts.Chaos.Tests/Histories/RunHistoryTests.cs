using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cdarts.Chaos.Tests.Histories;

/// <summary>The checker of histories finds every kind of damage, and nothing in a history without any.</summary>
public sealed class RunHistoryTests
{
    [Fact]
    public void A_good_history_passes()
    {
        using HistoryFolder history = new();
        Assert.Equal([], history.Violations());
    }

    [Fact]
    public void A_line_that_was_cut_off_by_a_death_is_no_damage()
    {
        using HistoryFolder history = new();
        history.Violations();
        File.AppendAllText(Path.Combine(history.Path, "audit", "a-1.jsonl"), """{"kind":"read","at":"20""");
        Assert.Equal([], Cdarts.Chaos.Histories.RunHistory.Read(history.Path).Violations());
    }

    [Fact]
    public void A_lost_line_of_the_metrics_is_found()
    {
        using HistoryFolder history = new();
        history.Metrics.RemoveAt(1);
        Assert.Contains("Metrics: step 3 follows step 1.", history.Violations());
    }

    [Fact]
    public void A_lost_last_line_of_the_metrics_is_found()
    {
        using HistoryFolder history = new();
        history.Metrics.RemoveAt(2);
        Assert.Equal(["Metrics: 2 lines for 3 committed steps."], history.Violations());
    }

    [Fact]
    public void A_generation_that_goes_back_is_found()
    {
        using HistoryFolder history = new();
        history.Metrics[2] = new { generation = 1, global_step = 3, step_seconds = 0.1 };
        Assert.Equal(["Metrics: generation 1 at step 3 follows generation 2."], history.Violations());
    }

    [Fact]
    public void An_update_that_nobody_committed_is_found()
    {
        using HistoryFolder history = new();
        Remove(history, line => Text(line, "update") == "cycle 1 SearchWarmup epoch 1 step 2");
        Assert.Contains("Commits: nobody committed update 1, which precedes cycle 1 Joint epoch 1 step 1.", history.Violations());
    }

    [Fact]
    public void A_process_that_leaves_an_update_out_is_found()
    {
        using HistoryFolder history = new();
        history.Account("b-2").RemoveAll(line => Text(line, "update") == "cycle 1 Joint epoch 1 step 1");
        Assert.Equal(["Commits: process b-2 committed update 3 after update 1 in generation 2."], history.Violations());
    }

    [Fact]
    public void A_first_update_elsewhere_than_where_the_group_stood_is_found()
    {
        using HistoryFolder history = new();
        history.Account("b-2").RemoveAll(line => Text(line, "update") == "cycle 1 SearchWarmup epoch 1 step 2");
        Assert.Equal(
            ["Commits: process b-2 joined generation 2 at cycle 1 SearchWarmup epoch 1 step 2 and committed cycle 1 Joint epoch 1 step 1 first."], history.Violations());
    }

    [Fact]
    public void A_commit_without_joining_is_found()
    {
        using HistoryFolder history = new();
        history.Account("a-1").RemoveAll(line => Text(line, "kind") == "joined" && Text(line, "generation") == "2");
        Assert.Contains(history.Violations(), line => line.Contains("without having joined it as such"));
    }

    [Fact]
    public void An_update_with_two_numbers_is_found()
    {
        using HistoryFolder history = new();
        Change(history, "b-2", line => Text(line, "update") == "cycle 1 Joint epoch 1 step 1 update 2", line => line["global_update"] = 4);
        Assert.Contains("Commits: cycle 1 Joint epoch 1 step 1 update 2 has the numbers 3, 4.", history.Violations());
    }

    [Fact]
    public void Two_processes_of_one_rank_are_found()
    {
        using HistoryFolder history = new();
        Change(history, "b-2", line => Text(line, "generation") == "2", line => line["rank"] = 1);
        Assert.Contains("Generations: processes a-1 and b-2 both committed as rank 1 of generation 2.", history.Violations());
    }

    [Fact]
    public void An_old_group_that_goes_on_beside_the_new_one_is_found()
    {
        using HistoryFolder history = new();
        history.Account("c-3").AddRange([Joined(1), history.CommitLine(1, 2, "cycle 1 SearchWarmup epoch 1 step 1", 0), history.CommitLine(1, 2, "cycle 1 SearchWarmup epoch 1 step 2", 1)]);
        Assert.Contains("Generations: process c-3 committed 2 updates of generation 1 after generation 2 had begun to commit.", history.Violations());
        static object Joined(long generation) => new { kind = "joined", at = DateTimeOffset.UnixEpoch, generation, rank = 2, world_size = 3, next = "cycle 1 SearchWarmup epoch 1 step 1" };
    }

    [Fact]
    public void An_update_that_a_frozen_process_finishes_late_is_no_damage()
    {
        using HistoryFolder history = new();
        object late = history.CommitLine(1, 0, "cycle 1 SearchWarmup epoch 1 step 2", 1);
        int at = history.Account("a-1").FindIndex(line => Text(line, "update") == "cycle 1 SearchWarmup epoch 1 step 2");
        history.Account("a-1")[at] = late;
        Assert.Equal([], history.Violations());
    }

    [Theory]
    [InlineData(2, "Samples: sample 21 was read twice for cycle 1 Joint epoch 1 step 1 in generation 2.")]
    [InlineData(1, "Samples: cycle 1 Joint epoch 1 step 1 was learned from 3 samples instead of 4.")]
    public void A_batch_that_is_not_divided_is_found(int kept, string sentence)
    {
        using HistoryFolder history = new();
        int[] samples = kept == 1 ? [23] : [23, 21];
        Change(history, "a-1", line => Text(line, "stream") == "SearchValid", line => line["samples"] = new JsonArray([.. samples.Select(sample => JsonValue.Create(sample))]));
        Assert.Contains(sentence, history.Violations());
    }

    [Fact]
    public void A_rank_that_read_nothing_is_found()
    {
        using HistoryFolder history = new();
        history.Account("a-1").RemoveAll(line => Text(line, "stream") == "SearchValid");
        Assert.Contains("Samples: process a-1 committed cycle 1 Joint epoch 1 step 1 in generation 2 without having read its samples.", history.Violations());
        Assert.Contains("Samples: of 2 replicas only those of rank 0 tell what they read for cycle 1 Joint epoch 1 step 1 in generation 2.", history.Violations());
    }

    [Fact]
    public void Networks_on_different_replicas_read_the_whole_batch_each()
    {
        using HistoryFolder history = Split();
        Assert.Equal([], history.Violations());

        Change(history, "b-2", line => Text(line, "stream") == "SearchValid", line => line["samples"] = new JsonArray(21, 22, 23, 25));
        Assert.Contains("Samples: the two networks learned from different samples in cycle 1 Joint epoch 1 step 1.", history.Violations());
    }

    [Fact]
    public void A_side_that_does_not_read_the_whole_batch_is_found()
    {
        using HistoryFolder history = Split();
        Change(history, "b-2", line => Text(line, "stream") == "SearchValid", line => line["readers"] = 2);
        Assert.Contains(
            "Samples: of 2 replicas only those of rank 0 tell what they read for cycle 1 Joint epoch 1 step 1 in generation 2.", history.Violations());
    }

    [Fact]
    public void A_side_that_must_read_and_does_not_is_found()
    {
        using HistoryFolder history = Split();
        history.Account("a-1").RemoveAll(line => Text(line, "stream") == "SearchTrain" && Text(line, "generation") == "2" && Text(line, "epoch") == "1");
        Assert.Contains("Samples: process a-1 committed cycle 1 Joint epoch 1 step 1 update 2 in generation 2 without having read its samples.", history.Violations());
        Assert.Contains("Samples: nobody has read samples for cycle 1 Joint epoch 1 step 1 update 2.", history.Violations());
    }

    [Fact]
    public void A_sample_in_two_steps_of_an_epoch_is_found()
    {
        using HistoryFolder history = new();
        Change(history, "a-1", line => Text(line, "stream") == "SearchTrain" && Text(line, "step") == "1", line => line["samples"] = Array(5, 1, only: Text(line, "generation")));
        Change(history, "b-2", line => Text(line, "stream") == "SearchTrain" && Text(line, "step") == "1", line => line["samples"] = Array(1, 6, only: "2"));
        Assert.Contains("Samples: sample 1 is in steps 1 and 2 of epoch 1 of SearchTrain.", history.Violations());
        static JsonArray Array(int first, int second, string only) => only == "2" ? [first, second] : [7, 8];
    }

    [Fact]
    public void An_epoch_that_is_learned_from_twice_is_found()
    {
        using HistoryFolder history = new();
        foreach (string process in new[] { "a-1", "b-2" })
        {
            Change(history, process, line => Text(line, "stream") == "SearchTrain" && Text(line, "epoch") == "1", line => line["epoch"] = 0);
        }

        Assert.Contains(
            "Samples: SearchTrain epoch 1 step 1 was learned from in cycle 1 SearchWarmup epoch 1 step 1 and again in cycle 1 Joint epoch 1 step 1 update 2.",
            history.Violations());
    }

    [Fact]
    public void A_broken_attempt_with_other_samples_is_found()
    {
        using HistoryFolder history = new();
        Change(history, "a-1", line => Text(line, "generation") == "1" && Text(line, "step") == "1", line => line["samples"] = new JsonArray(5, 9));
        Assert.Equal(["Samples: rank 0 of generation 1 read samples for SearchTrain epoch 1 step 2 that are not of that batch."], history.Violations());
    }

    [Fact]
    public void Replicas_that_differ_are_found()
    {
        using HistoryFolder history = new();
        Change(history, "b-2", line => Text(line, "kind") == "state", line => line["digest"] = "d2");
        Assert.Equal(["States: the replicas of generation 2 differ at cycle 1 Joint epoch 1 step 1: rank 1 has d1, rank 0 has d2."], history.Violations());
    }

    [Fact]
    public void A_checkpoint_that_nobody_compared_is_found()
    {
        using HistoryFolder history = new();
        Remove(history, line => Text(line, "kind") == "state");
        Assert.Equal(["Checkpoints: no replica compared its state for g000002-u000000002 at cycle 1 Joint epoch 1 step 1."], history.Violations());
    }

    [Fact]
    public void A_checkpoint_under_another_name_is_found()
    {
        using HistoryFolder history = new();
        history.Checkpoint("g000002-u000000003", 2, 2, step: 0);
        Assert.Equal(["Checkpoints: g000002-u000000003 says that it is of generation 2, update 2."], history.Violations());
    }

    [Fact]
    public void A_checkpoint_of_what_was_not_committed_is_found()
    {
        using HistoryFolder history = new();
        history.Checkpoint("g000001-u000000004", 1, 4, step: 0);
        Assert.Contains("Checkpoints: g000001-u000000004 stands behind update 3, which nobody had committed by generation 1.", history.Violations());
    }

    [Fact]
    public void Damaged_files_of_a_checkpoint_are_found()
    {
        using HistoryFolder history = new();
        File.WriteAllBytes(history.CheckpointFile("search.safetensors"), [1, 2, 4]);
        Assert.Equal(["Checkpoints: search.safetensors of g000002-u000000002 is not the file that the manifest names."], history.Violations());
        File.WriteAllText(history.CheckpointFile("manifest.json"), "{");
        Assert.Equal(["Checkpoints: g000002-u000000002 has no manifest that can be read."], history.Violations());
    }

    /// <summary>In generation 2 process a-1 holds the search network and b-2 the evaluation network.</summary>
    private static HistoryFolder Split()
    {
        Dictionary<string, JsonArray> batches = new() { ["SearchTrain0"] = [5, 6, 7, 8], ["SearchTrain1"] = [3, 1, 4, 2], ["SearchValid0"] = [21, 22, 23, 24] };
        HistoryFolder history = new();
        foreach ((string process, string role) in new[] { ("a-1", "Search"), ("b-2", "Evaluation") })
        {
            Change(history, process, line => Text(line, "generation") == "2", line =>
            {
                line["role"] = role;
                if (line["stream"] is { } stream)
                {
                    (line["readers"], line["samples"]) = (1, batches[$"{stream}{line["epoch"]}"].DeepClone());
                }
            });
        }

        history.Account("b-2").RemoveAll(line => Text(line, "stream") == "SearchTrain" && Text(line, "generation") == "2");
        Change(history, "b-2", line => Text(line, "kind") == "state", line => line["digest"] = "d2");
        return history;
    }

    private static string Text(object line, string name) => JsonSerializer.SerializeToNode(line)!.AsObject()[name]?.ToString() ?? "";

    private static void Remove(HistoryFolder history, Predicate<object> which)
    {
        history.Account("a-1").RemoveAll(which);
        history.Account("b-2").RemoveAll(which);
    }

    private static void Change(HistoryFolder history, string process, Func<object, bool> which, Action<JsonObject> change)
    {
        List<object> lines = history.Account(process);
        for (int i = 0; i < lines.Count; i++)
        {
            if (which(lines[i]))
            {
                JsonObject changed = JsonSerializer.SerializeToNode(lines[i])!.AsObject();
                change(changed);
                lines[i] = changed;
            }
        }
    }
}
