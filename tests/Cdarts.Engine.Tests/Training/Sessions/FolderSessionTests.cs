using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Shards;
using Cdarts.Engine.Tests.Data.Folders;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Sessions over an image folder: what is loaded ahead by other threads disturbs nothing.</summary>
public sealed class FolderSessionTests : IDisposable
{
    private readonly PictureFolder _pictures = PictureFolder.Create(trainPerClass: 8);
    private readonly Checkpoints.TemporaryFolder _runs = new();

    private CdartsSettings Settings => SessionRun.Settings("") with
    {
        Data = PictureFolder.SettingsOf(_pictures.Path) with { ImageSize = 32, EvaluationResize = 36, BatchSize = 4 },
    };

    [Fact]
    public void A_run_that_was_stopped_in_mid_epoch_goes_on_bit_for_bit_on_files_and_on_shards()
    {
        string whole = NewRoot("whole"), stopped = NewRoot("stopped");
        RunResult expected = SessionRun.Play(whole, settings: Settings)!;
        SessionEvents events = null!;
        events = new SessionEvents { OnProgress = progress => Stop(progress, 9) };
        void Stop(SessionProgress progress, int after)
        {
            if (progress.GlobalStep == after)
            {
                events.Session!.RequestStop(checkpoint: true);
            }
        }

        Assert.Null(SessionRun.Play(stopped, events, Settings));
        string packed = _runs.In("packed");
        FolderPacking.Run(_pictures.Path, packed, new PackSettings(), _ => { }, TimeProvider.System, CancellationToken.None);
        RunResult result = SessionRun.Play(stopped, settings: Settings with { Data = Settings.Data with { Path = packed } })!;

        Assert.Equal(expected.GenotypeJson, result.GenotypeJson);
        Assert.Equal(expected.HeldOut, result.HeldOut);
        Assert.Equal(UndisturbedRun.Metrics(whole), UndisturbedRun.Metrics(stopped));
        Checkpoints.Contents.AssertEqual(UndisturbedRun.Last(whole).Evaluation, UndisturbedRun.Last(stopped).Evaluation);
    }

    [Fact]
    public void A_resume_with_other_pictures_is_refused_and_told_what_has_changed()
    {
        string root = NewRoot("other");
        SessionEvents events = null!;
        events = new SessionEvents { OnProgress = _ => events.Session!.RequestStop(checkpoint: true) };
        Assert.Null(SessionRun.Play(root, events, Settings));
        _pictures.Delete("train/bee/003.jpg");
        _pictures.Add("train/cow/new.jpg", 50, 40);
        _pictures.Add("train/cow/newer.jpg", 50, 40);

        Assert.Contains(
            "was made with other pictures than data.path holds now (1 picture is gone (bee/003.jpg), 2 pictures are new (cow/new.jpg, ...)): put the original files back",
            Assert.Throws<CdartsException>(() => SessionRun.Open(root, new SessionEvents(), Settings)).Message);
    }

    [Fact]
    public void Hidden_files_are_told_when_the_run_opens()
    {
        _pictures.Add("train/bee/.hidden.jpg", [1]);
        SessionEvents events = new();
        using ISearchSession session = SessionRun.Open(NewRoot("hidden"), events, Settings);
        Assert.Contains("Hidden files", Assert.Single(events.Opened!.Warnings));
    }

    [Fact]
    public void A_bad_picture_ends_the_run_and_its_checkpoints_stay()
    {
        string root = NewRoot("bad");
        SessionEvents events = null!;
        events = new SessionEvents { OnProgress = _ => events.Session!.RequestStop(checkpoint: true) };
        Assert.Null(SessionRun.Play(root, events, Settings));
        string before = UndisturbedRun.Last(root).Manifest.Name;

        // The same length, so that the list of pictures is the same.
        foreach (string file in Directory.GetFiles(Path.Combine(_pictures.Path, "train"), "*.jpg", SearchOption.AllDirectories))
        {
            byte[] content = File.ReadAllBytes(file);
            content.AsSpan(200).Clear();
            File.WriteAllBytes(file, content);
        }

        BadPictureException problem = Assert.Throws<BadPictureException>(() => SessionRun.Play(root, settings: Settings));
        Assert.Matches("^Epoch 2, step 1 of SearchTrain, class (ant|bee|cow): the (picture|file) '", problem.Message);
        Assert.Equal(before, UndisturbedRun.Last(root).Manifest.Name);
    }

    [Fact]
    public void A_sample_ratio_sets_the_steps()
    {
        CdartsSettings settings = Settings with { Schedule = Settings.Schedule with { StepsPerEpoch = 0 }, Data = Settings.Data with { SampleRatio = 0.4 } };
        SessionEvents events = null!;
        events = new SessionEvents { OnProgress = _ => events.Session!.RequestStop(checkpoint: false) };
        Assert.Null(SessionRun.Play(NewRoot("ratio"), events, settings));

        // Twelve pictures per half are three batches: int(0.4 * 3) + 1.
        Assert.Equal(2, events.Steps[0].Steps);
    }

    public void Dispose()
    {
        _pictures.Dispose();
        _runs.Dispose();
    }

    private string NewRoot(string name)
    {
        string root = _runs.In(name);
        Directory.CreateDirectory(Path.Combine(root, "run"));
        return root;
    }
}
