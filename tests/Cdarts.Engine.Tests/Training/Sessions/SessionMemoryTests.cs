using Cdarts.Engine.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Memory;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>What a group gives a replica to hold is held against the memory that was there when the session was opened.</summary>
public sealed class SessionMemoryTests : IDisposable
{
    private readonly Checkpoints.TemporaryFolder _folder = new();
    private readonly CdartsSettings _settings;

    public SessionMemoryTests() => _settings = SessionRun.Settings(SessionPictures.In(SessionPictures.NewRoot(_folder.Root)));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ReplicaRole.Together, "To process 4 pictures at once takes")]
    [InlineData(ReplicaRole.Search, "To process 4 pictures at once in the search network takes")]
    [InlineData(ReplicaRole.Evaluation, "To process 4 pictures at once in the evaluation network takes")]
    public void A_replica_refuses_a_group_in_which_its_role_does_not_fit(ReplicaRole role, string sentence)
    {
        long needed = Needed(role);
        Join(role, needed);
        CdartsException failure = Assert.Throws<CdartsException>(() => Join(role, needed - 1));
        Assert.StartsWith(sentence, failure.Message);
    }

    private long Needed(ReplicaRole role) => MemoryEstimate.Of(_settings, classes: 3, imageSize: 32, role).Bytes(4, 4);

    /// <summary>The partner is not there, and is not needed before the first step.</summary>
    private void Join(ReplicaRole role, long available)
    {
        using ISearchSession session = new SearchSessionFactory(TimeProvider.System) { Memory = _ => available }.Open(
            new SessionOptions(_settings, _folder.In("run"), SessionRun.SpecHash), new SessionEvents());
        SingleCollective world = new();
        SessionGroup group = new(CollectiveGroups.Together(world), 1)
        {
            Roles = role switch
            {
                ReplicaRole.Search => Roles([0], [1]),
                ReplicaRole.Evaluation => Roles([1], [0]),
                _ => null,
            },
        };
        session.Join(group);
    }

    private static ReplicaRoles Roles(int[] search, int[] evaluation) =>
        ReplicaRoles.Of(new GroupSpec("test", 1, 0, new string[2], []) { SearchRanks = search, EvaluationRanks = evaluation });
}
