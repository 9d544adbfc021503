using Cdarts.Contracts.Grains;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Hosting;

namespace Cdarts.Grains.Tests.Hosting;

public sealed class GrainStorageJsonTests
{
    private readonly GrainStorageJson _json = new();

    [Fact]
    public void A_record_comes_back_without_type_names()
    {
        DerivedTopology topology = new(1, "{\"a\":1}", "d");
        RunRecord record = new()
        {
            Generation = 3,
            State = RunState.Stopping,
            Desired = DesiredState.Stopped,
            Cursor = new(1, "Joint", 0, 5, 1),
            Start = new(new() { Seed = 4 }, "hash", "/runs/r"),
            StartedAt = DateTimeOffset.UnixEpoch,
            Members = ["a/cpu"],
            Checkpoint = new("c", new(1, "Joint", 0, 0, 0), DateTimeOffset.UnixEpoch, 9),
            Topology = topology,
            EvaluationNetwork = new(topology, 1, 2, new(double.NaN, double.PositiveInfinity, 3)),
            Warnings = ["w"],
            Failure = "f",
            FailureExpected = false,
            Outcome = new("{}", new(1, 1, 1), "{}", 1, 2, new Dictionary<string, int> { ["skip_connect"] = 2 }, ["a.svg"]),
        };

        BinaryData stored = _json.Serialize(record);
        RunRecord back = _json.Deserialize<RunRecord>(stored);

        Assert.Equivalent(record, back, strict: true);
        Assert.Equal(stored.ToString(), _json.Serialize(back).ToString());
        Assert.DoesNotContain("Cdarts.", stored.ToString());
        Assert.Contains("\"State\":\"Stopping\"", stored.ToString());
    }

    [Fact]
    public void Members_of_other_versions_do_not_hurt()
    {
        RunRecord back = _json.Deserialize<RunRecord>(new("{\"SchemaVersion\":1,\"Generation\":2,\"NewThing\":[1]}"));

        Assert.Equal((2L, RunState.Unknown, true), (back.Generation, back.State, back.FailureExpected));
        Assert.Empty(back.Members);
    }
}
