using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Memory;

namespace Cdarts.Engine.Tests.Training.Memory;

public class RolePicturesTests
{
    [Theory]
    [InlineData(1024, 1, 0, 1024, 1024)]
    [InlineData(1024, 8, 0, 128, 128)]
    [InlineData(1024, 3, 128, 342, 114)]
    [InlineData(64, 1, 60, 64, 32)]
    public void Pictures_at_once_are_those_of_the_largest_part(int batch, int replicas, int devicePictures, int slice, int atOnce) =>
        Assert.Equal((slice, atOnce), RolePictures.Of(new() { BatchSize = batch, DeviceBatch = devicePictures }, ReplicaRole.Together, replicas, replicas));

    /// <summary>A side shares the batch by itself; its parts are as many as the side with the larger slices needs.</summary>
    [Theory]
    [InlineData(ReplicaRole.Search, 64, 2, 1, 0, 32, 32)]
    [InlineData(ReplicaRole.Evaluation, 64, 2, 1, 0, 64, 64)]
    [InlineData(ReplicaRole.Search, 64, 1, 3, 0, 64, 64)]
    [InlineData(ReplicaRole.Evaluation, 64, 1, 3, 0, 22, 22)]
    [InlineData(ReplicaRole.Evaluation, 64, 2, 1, 16, 64, 16)]

    // The pairs process 8 at once, in 4 parts; what a side learns alone is 32 in 2 parts.
    [InlineData(ReplicaRole.Search, 64, 2, 1, 16, 32, 16)]
    [InlineData(ReplicaRole.Evaluation, 64, 1, 2, 16, 32, 16)]
    public void A_side_shares_the_batch_by_itself(ReplicaRole role, int batch, int search, int evaluation, int devicePictures, int slice, int atOnce) =>
        Assert.Equal((slice, atOnce), RolePictures.Of(new() { BatchSize = batch, DeviceBatch = devicePictures }, role, search, evaluation));
}
