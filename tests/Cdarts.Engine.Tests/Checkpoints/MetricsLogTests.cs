using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Tests.Diagnostics;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;
using CsCheck;

namespace Cdarts.Engine.Tests.Checkpoints;

[Collection(FailpointCollection.Name)]
public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    private string Path => _folder.In("metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_has_the_documented_names()
    {
        SessionProgress progress = new(new Cursor(2, TrainingPhase.Joint, 0, 17, 0), 30, 1, 46, 118, 1000, 0.1, double.NaN, -0.0, 1e-300, 0.5, null, 12.5, 0.25);
        using (MetricsLog log = Open(0))
        {
            Assert.True(log.Append(MetricsLine.Of(progress, generation: 3) with { SearchLearningRate = 0.08, SearchGradientNorm = double.PositiveInfinity, Lambda = 5 }));
        }

        Assert.Equal(
            """{"generation":3,"global_step":118,"cycle":2,"phase":"Joint","epoch":0,"step":17,"search_loss":0.1,"evaluation_loss":null,"interactive_loss":-0,"regulariser_loss":1E-300,"weight_loss":null,"auxiliary_loss":null,"search_accuracy":0.5,"evaluation_accuracy":null,"search_learning_rate":0.08,"evaluation_learning_rate":null,"alpha_learning_rate":null,"search_gradient_norm":null,"evaluation_gradient_norm":null,"lambda":5,"alpha_entropy":null,"images_per_second":12.5,"step_seconds":0.25,"data_wait":0,"search_wait":null,"evaluation_wait":null,"exchange_seconds":null,"peak_memory_mib":null}""" + "\n",
            File.ReadAllText(Path));
    }

    [Fact]
    public void Doubles_come_back_bit_for_bit() => Gen.Double.Sample(
        value =>
        {
            string json = JsonSerializer.Serialize(Line(1) with { SearchLoss = value }, MetricsLine.Options);
            double? back = JsonSerializer.Deserialize<MetricsLine>(json, MetricsLine.Options)!.SearchLoss;
            Assert.Equal(double.IsFinite(value), back.HasValue);
            Assert.True(back is null || BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(back.Value));
        },
        iter: 2_000);

    [Fact]
    public void Lines_are_seen_at_once_by_a_reader()
    {
        using MetricsLog log = Open(0);
        for (int step = 1; step <= 3; step++)
        {
            Assert.True(log.Append(Line(step)));
            Assert.Equal(Line(step), MetricsReader.Read(Path).Last());
            Assert.Equal(step, MetricsReader.Read(Path).Count());
        }

        Assert.True(log.Flush());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(9)]
    public void Opening_cuts_back_to_the_step_of_the_checkpoint(int keep)
    {
        using (MetricsLog log = Open(0))
        {
            Enumerable.Range(1, 4).ToList().ForEach(step => log.Append(Line(step)));
        }

        string[] before = File.ReadAllLines(Path);
        using (MetricsLog log = Open(keep))
        {
            Assert.Equal(before.Take(keep), File.ReadAllLines(Path));
            Assert.True(log.Append(Line(keep + 1, generation: 2)));
        }

        Assert.Equal(Enumerable.Range(1, Math.Min(keep, 4)).Append(keep + 1).Select(step => (long)step), MetricsReader.Read(Path).Select(line => line.GlobalStep));
        Assert.Equal(2, MetricsReader.HighestGeneration(Path));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Torn_repeated_and_foreign_lines_are_cut_off()
    {
        string one = JsonSerializer.Serialize(Line(1), MetricsLine.Options);
        string two = JsonSerializer.Serialize(Line(2), MetricsLine.Options);
        File.WriteAllText(Path, $"{one}\n{one}\n\n{{}}\nnull\n[1]\nnoise\0\n{two}\n{one[..^5]}");
        Assert.Equal([1, 1, 2], MetricsReader.Read(Path).Select(line => line.GlobalStep));
        Open(5).Dispose();
        Assert.Equal($"{one}\n{two}\n", File.ReadAllText(Path));
    }

    [Fact]
    public void A_thawed_old_writer_writes_into_the_unlinked_file()
    {
        using MetricsLog old = Open(0);
        Assert.True(old.Append(Line(1)));
        Assert.True(old.Append(Line(2)));
        using MetricsLog current = Open(1);
        Assert.True(old.Append(Line(3)));
        Assert.True(current.Append(Line(2, generation: 2)));
        Assert.Equal([(1L, 1L), (2L, 2L)], MetricsReader.Read(Path).Select(line => (line.GlobalStep, line.Generation)));
    }

    [Fact]
    public void A_full_disk_costs_lines_and_one_warning()
    {
        using MetricsLog log = Open(0);
        Assert.True(log.Append(Line(1)));
        using (Failpoints.Use($"{FailpointNames.MetricsBeforeAppend}=nospace"))
        {
            Assert.False(log.Append(Line(2)));
            Assert.False(log.Append(Line(3)));
        }

        Assert.True(log.Append(Line(4)));
        Assert.Equal([$"Lines are being lost from {Path}: the disk is full; the training goes on."], _warnings);
        Assert.Equal([1, 4], MetricsReader.Read(Path).Select(line => line.GlobalStep));
        using (Failpoints.Use($"{FailpointNames.MetricsBeforeAppend}@global step 5=fail"))
        {
            Assert.False(log.Append(Line(5)));
        }

        Assert.Equal(2, _warnings.Count);
    }

    [Fact]
    public void A_file_that_cannot_be_cut_back_is_named()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "occupied"));
        Assert.StartsWith($"The metrics file {Path} cannot be cut back to step 3: ", Assert.Throws<CdartsException>(() => Open(3)).Message);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void A_missing_file_has_no_lines() => Assert.Empty(MetricsReader.Read(Path));

    private MetricsLog Open(long keep) => MetricsLog.Open(Path, keep, _warnings.Add);

    private static MetricsLine Line(long step, long generation = 1) => new()
    {
        Generation = generation,
        GlobalStep = step,
        Cycle = 0,
        Phase = TrainingPhase.SearchWarmup,
        Epoch = 0,
        Step = (int)step,
        SearchLoss = 2.3 / step,
    };
}
