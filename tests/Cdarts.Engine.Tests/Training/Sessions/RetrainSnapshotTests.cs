using Cdarts.Engine.Tests.Training.Retraining;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Checkpoints of the other kind of run, which a copied folder may hold.</summary>
public class RetrainSnapshotTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_searchs_checkpoint_is_refused(bool completed)
    {
        using CdartsTrainer search = TinyRun.Trainer(TinyRun.Settings);
        if (completed)
        {
            search.MarkCompleted();
        }

        using Retrainer retrainer = TinyRetrain.Retrainer(TinyRetrain.Settings);
        Assert.Equal(
            "Checkpoint taken is of a search, not of a retraining: put the run's own checkpoints back.",
            Assert.Throws<CdartsException>(() => RetrainSnapshot.Restore(retrainer, TinyRun.Read(TinyRun.State(search)))).Message);
    }

    [Fact]
    public void A_retrainings_checkpoint_is_refused_by_a_search()
    {
        using Retrainer retrainer = TinyRetrain.Retrainer(TinyRetrain.Settings);
        using CdartsTrainer search = TinyRun.Trainer(TinyRun.Settings);
        Assert.Equal(
            "Checkpoint taken is of a retraining, not of a search: put the run's own checkpoints back.",
            Assert.Throws<CdartsException>(() => TrainerSnapshot.Restore(search, TinyRun.Read(RetrainSnapshot.Take(
                retrainer, "{}", RetrainSnapshot.Position(retrainer.Next), 1, "spec")))).Message);
    }
}
