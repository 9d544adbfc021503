using Cdarts.Engine.Data;
using Cdarts.Engine.Training;
using CsCheck;

namespace Cdarts.Engine.Tests.Training;

public class RunScheduleTests
{
    private static readonly Gen<(CdartsSettings Settings, int Steps)> Any = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[1, 4], Gen.OneOf(Gen.Const(0.0), Gen.Const(.2), Gen.Const(.667), Gen.Const(1.0)),
        (search, cycles, evaluation, joint, steps, ratio) => (
            new CdartsSettings
            {
                Schedule = new() { SearchWarmupEpochs = search, Cycles = cycles, EvaluationWarmupEpochs = evaluation, JointEpochs = joint },
                Regulariser = new() { Ratio = ratio },
            },
            steps));

    [Fact]
    public void Cursors_increase_and_count_every_step_and_update_once() => Any.Sample(given =>
    {
        RunSchedule schedule = new(given.Settings, given.Steps);
        long steps = 0, updates = 0;
        Cursor? before = null;
        foreach (Cursor cursor in Walk(schedule))
        {
            Assert.True(before is null || cursor.CompareTo(before.Value) > 0, $"{before} then {cursor}");
            Assert.Equal(0, cursor.Update);
            Assert.InRange(cursor.Epoch, 0, schedule.Epochs(cursor.Phase) - 1);
            Assert.InRange(cursor.Step, 0, given.Steps - 1);
            Assert.Equal((steps, updates), (schedule.GlobalStep(cursor), schedule.GlobalUpdate(cursor)));
            Assert.Equal(updates + 1, schedule.GlobalUpdate(cursor with { Update = 1 }));
            steps++;
            updates += cursor.Phase == TrainingPhase.Joint ? 2 : 1;
            Assert.Equal((steps, updates), (schedule.GlobalStep(schedule.After(cursor)), schedule.GlobalUpdate(schedule.After(cursor))));
            Assert.Equal(schedule.After(cursor), schedule.After(cursor with { Update = 1 }));
            before = cursor;
        }

        ScheduleSettings epochs = given.Settings.Schedule;
        Assert.Equal(steps, schedule.TotalSteps);
        Assert.Equal(given.Steps * (epochs.SearchWarmupEpochs + (epochs.Cycles * (epochs.EvaluationWarmupEpochs + epochs.JointEpochs))), steps);
    });

    [Fact]
    public void Phases_have_the_epochs_that_were_asked_for() => Any.Sample(given =>
    {
        Cursor[] all = [.. Walk(new RunSchedule(given.Settings, given.Steps))];
        ScheduleSettings epochs = given.Settings.Schedule;
        int Count(TrainingPhase phase, int cycle) => all.Count(cursor => cursor.Phase == phase && cursor.Cycle == cycle);
        Assert.Equal(given.Steps * epochs.SearchWarmupEpochs, Count(TrainingPhase.SearchWarmup, 0));
        for (int cycle = 0; cycle < epochs.Cycles; cycle++)
        {
            Assert.Equal(given.Steps * epochs.EvaluationWarmupEpochs, Count(TrainingPhase.EvaluationWarmup, cycle));
            Assert.Equal(given.Steps * epochs.JointEpochs, Count(TrainingPhase.Joint, cycle));
        }
    });

    [Fact]
    public void No_stream_repeats_or_skips_an_epoch() => Any.Sample(given =>
    {
        RunSchedule schedule = new(given.Settings, given.Steps);
        List<(DataStream Stream, long Epoch, int Step)> read = [];
        foreach (Cursor cursor in Walk(schedule))
        {
            DataStream[] streams = cursor.Phase switch
            {
                TrainingPhase.SearchWarmup => [DataStream.SearchTrain],
                TrainingPhase.EvaluationWarmup => [DataStream.EvaluationWarmup, DataStream.SearchMeanwhile],
                _ => [DataStream.SearchTrain, DataStream.SearchValid],
            };
            read.AddRange(streams.Select(stream => (stream, schedule.StreamEpoch(stream, cursor), cursor.Step)));
        }

        Assert.Equal(read.Count, read.Distinct().Count());
        foreach (IGrouping<DataStream, (DataStream, long Epoch, int)> stream in read.GroupBy(one => one.Stream))
        {
            long[] epochs = [.. stream.Select(one => one.Epoch).Distinct()];
            Assert.Equal(Enumerable.Range(0, epochs.Length).Select(epoch => (long)epoch), epochs);
        }
    });

    [Fact]
    public void Plans_are_finite_and_the_regulariser_only_decays() => Any.Sample(given =>
    {
        RunSchedule schedule = new(given.Settings, given.Steps);
        double last = double.PositiveInfinity;
        foreach (Cursor cursor in Walk(schedule))
        {
            StepPlan plan = schedule.Plan(cursor, stop: false);
            Assert.True(double.IsFinite(plan.RegulariserWeight) && plan.RegulariserWeight >= 0, $"{plan.RegulariserWeight} at {cursor}");
            if (cursor.Phase == TrainingPhase.Joint)
            {
                Assert.True(plan.RegulariserWeight <= last);
                last = plan.RegulariserWeight;
            }
            else
            {
                Assert.Equal(0, plan.RegulariserWeight);
            }
        }
    });

    /// <summary>The training cursors of a run, as a coordinator passes through them.</summary>
    private static IEnumerable<Cursor> Walk(RunSchedule schedule)
    {
        Cursor cursor = schedule.First;
        while (cursor.Phase != TrainingPhase.DeriveTopology || cursor.Cycle < schedule.Cycles)
        {
            if (cursor.Phase == TrainingPhase.DeriveTopology)
            {
                cursor = schedule.FirstOf(cursor.Cycle, TrainingPhase.EvaluationWarmup);
            }
            else
            {
                yield return cursor;
                cursor = schedule.After(cursor);
            }
        }
    }
}
