using System.Text.Json;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>What a program that starts a search with <c>--json</c> reads.</summary>
[Collection(SmallSearches.Name)]
public sealed class JsonOutputTests(ReferenceRun reference)
{
    [Fact]
    public void Every_line_is_an_event_and_nothing_else_is_said()
    {
        Assert.Equal("", reference.Result.Error);
        IReadOnlyList<string> kinds = Events.Kinds(reference.Result);
        Assert.Equal(("run_snapshot", "run_ended"), (kinds[0], kinds[^1]));
        Assert.Equal(SmallSearch.Cycles, kinds.Count(kind => kind == "topology_adopted"));
        Assert.Equal(SmallSearch.Cycles, kinds.Count(kind => kind == "held_out_measured"));
        Assert.DoesNotContain("warning_raised", kinds);
    }

    [Fact]
    public void The_last_line_has_the_results()
    {
        JsonElement status = Events.Of(reference.Result)[^1].GetProperty("status");
        Assert.Equal("completed", status.GetProperty("state").GetString());
        Assert.True(status.GetProperty("outcome").GetProperty("parameters").GetInt64() > 0);
    }

    [Fact]
    public void Metrics_have_every_step_once() =>
        Assert.Equal(
            Enumerable.Range(1, SmallSearch.Steps).Select(step => $"global_step={step}"),
            reference.Finished.Metrics.Select(line => line.Split(' ').Single(field => field.StartsWith("global_step="))));
}
