using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Engine.Diagnostics;
using Tensorboard;

namespace Cdarts.Engine.Export;

/// <summary>
/// Writes a run's figures for TensorBoard: one event per step, all its figures in it. Trouble with the disk costs events and never the training.
/// For one thread at a time.
/// </summary>
/// <remarks>
/// It uses TorchSharp's event records but not its SummaryWriter, which cannot say that a run goes on from an earlier step (TensorBoard would draw the steps
/// that were done twice as a jump back in time), and which opens the file anew for each figure.
/// </remarks>
public sealed class TensorBoardLog : IDisposable
{
    private readonly TolerantAppender? _file;
    private readonly TimeProvider _timeProvider;

    private TensorBoardLog(TolerantAppender? file, TimeProvider timeProvider)
    {
        _file = file;
        _timeProvider = timeProvider;
    }

    /// <summary>Starts a new event file. TensorBoard forgets what older files of the folder say of <paramref name="firstGlobalStep"/> and later.</summary>
    /// <param name="directory">The run's <c>events/</c> folder.</param>
    /// <param name="generation">Generation, for the file's name.</param>
    /// <param name="firstGlobalStep">The first step that will be appended.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="warn">Gets one sentence when events begin to be lost; also if the file cannot be created, and then there is no log.</param>
    public static TensorBoardLog Open(string directory, long generation, long firstGlobalStep, TimeProvider timeProvider, Action<string> warn)
    {
        string path = Path.Combine(directory, $"events.out.tfevents.{timeProvider.GetUtcNow().ToUnixTimeMilliseconds():D13}.g{generation:D6}");
        try
        {
            Directory.CreateDirectory(directory);
            FileStream stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            TensorBoardLog log = new(new TolerantAppender(stream, path, warn), timeProvider);
            _ = log.Append(new Event { FileVersion = "brain.Event:2" }, globalStep: 0);
            _ = log.Append(new Event { SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } }, firstGlobalStep);
            return log;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            warn($"There will be no TensorBoard events, since {path} cannot be created: {problem.Message.TrimEnd('.')}.");
            return new TensorBoardLog(file: null, timeProvider);
        }
    }

    /// <summary>Appends a step's figures.</summary>
    /// <returns>False if they are lost.</returns>
    public bool Append(MetricsLine line)
    {
        Summary summary = new();
        foreach ((string tag, double? value) in Figures(line))
        {
            if (value is { } figure && double.IsFinite(figure))
            {
                summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)figure });
            }
        }

        return Append(new Event { Summary = summary }, line.GlobalStep);
    }

    /// <summary>Appends held-out figures.</summary>
    /// <returns>False if they are lost.</returns>
    public bool AppendHeldOut(long globalStep, HeldOutFigures figures)
    {
        Summary summary = new();
        summary.Value.Add(new Summary.Types.Value { Tag = "held_out/accuracy", SimpleValue = (float)figures.Accuracy });
        summary.Value.Add(new Summary.Types.Value { Tag = "held_out/loss", SimpleValue = (float)figures.Loss });
        return Append(new Event { Summary = summary }, globalStep);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private static IEnumerable<(string Tag, double? Value)> Figures(MetricsLine line) =>
    [
        ("loss/search", line.SearchLoss),
        ("loss/evaluation", line.EvaluationLoss),
        ("loss/auxiliary", line.AuxiliaryLoss),
        ("loss/interactive", line.InteractiveLoss),
        ("loss/regulariser", line.RegulariserLoss),
        ("accuracy/search", line.SearchAccuracy),
        ("accuracy/evaluation", line.EvaluationAccuracy),
        ("gradient_norm/search", line.SearchGradientNorm),
        ("gradient_norm/evaluation", line.EvaluationGradientNorm),
        ("learning_rate/search", line.SearchLearningRate),
        ("learning_rate/evaluation", line.EvaluationLearningRate),
        ("learning_rate/alpha", line.AlphaLearningRate),
        ("regulariser/lambda", line.Lambda),
        ("alpha/entropy", line.AlphaEntropy),
        ("speed/images_per_second", line.ImagesPerSecond),
        ("position/cycle", line.Cycle),
    ];

    private bool Append(Event @event, long globalStep)
    {
        @event.Step = globalStep;
        @event.WallTime = _timeProvider.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        return _file?.Append(EventRecord.Frame(@event), FailpointNames.EventsBeforeAppend, $"global step {globalStep}") ?? false;
    }
}
