using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Tests.Training.Layouts;

public class RoleRatioTests
{
    [Theory]
    [InlineData(2, 1, 1, 1)]
    [InlineData(2, 3, 1, 1)]
    [InlineData(3, 1, 1, 2)]
    [InlineData(8, 2, 1, 5)]
    [InlineData(8, 3, 1, 6)]
    [InlineData(2, 1, 9, 1)]
    [InlineData(512, 64, 1, 504)]
    public void Replicas_are_shared_out_and_every_side_has_one(int replicas, int searchParts, int evaluationParts, int search) =>
        Assert.Equal(search, RoleRatio.SearchReplicas(replicas, searchParts, evaluationParts));

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(3, 2, 2)]
    [InlineData(3, 0, 1)]
    [InlineData(4, 1, 2)]
    public void Of_two_counts_as_near_the_one_is_taken_that_moves_fewer(int replicas, int held, int search) =>
        Assert.Equal(search, RoleRatio.SearchReplicas(replicas, 1, 1, held));
}
