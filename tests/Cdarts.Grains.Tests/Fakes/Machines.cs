using Cdarts.Contracts.Grains;
using Cdarts.Grains.Coordination;
using Microsoft.Extensions.Time.Testing;

namespace Cdarts.Grains.Tests.Fakes;

/// <summary>State machines over a cluster and a clock that a test moves.</summary>
internal sealed class Machines : IClusterView
{
    public FakeTimeProvider Time { get; } = new();

    public CoordinatorOptions Options { get; } = new();

    public HashSet<string> Dead { get; } = [];

    public int ActiveSilos { get; set; }

    public string CodeVersion => "1";

    public bool IsAlive(string replica) => !Dead.Contains(replica);

    public RunStateMachine Create(RunRecord record) => new("r", record, Options, this, Time);

    /// <summary>A machine that forms a group as soon as some replicas are there.</summary>
    public static RunStateMachine Of(RunRecord record, int minimum)
    {
        Machines machines = new() { ActiveSilos = minimum };
        machines.Options.MinimumReplicas = minimum;
        return machines.Create(record);
    }

    public static ReplicaAnnouncement Announcement(string replica) => new(replica, "cpu", "1");

    public static ReplicaStatus Status(ReplicaState state, long generation, ReplicaResume? resume = null, int order = 0) =>
        new(state, generation, order, resume, null, Endpoint: "127.0.0.1:1");
}
