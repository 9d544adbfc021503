using System.Text.Json;
using System.Text.Json.Serialization;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// One line of <c>metrics.jsonl</c>: a committed step. In the file the names are in snake case; a value that the phase does not have, or that is not
/// finite, is null.
/// </summary>
public sealed record MetricsLine
{
    /// <summary>Generation that committed the step.</summary>
    public required long Generation { get; init; }

    /// <summary>Committed steps since the start of the run, this one included.</summary>
    public required long GlobalStep { get; init; }

    /// <summary>Cycle, from 0.</summary>
    public required int Cycle { get; init; }

    /// <summary>Phase.</summary>
    public required TrainingPhase Phase { get; init; }

    /// <summary>Epoch inside the phase, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Step inside the epoch, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>Cross-entropy of the search network.</summary>
    public double? SearchLoss { get; init; }

    /// <summary>Cross-entropy of the evaluation network, or of the network that is retrained.</summary>
    public double? EvaluationLoss { get; init; }

    /// <summary>Interactive loss, with its factors.</summary>
    public double? InteractiveLoss { get; init; }

    /// <summary>Regulariser, with its factor.</summary>
    public double? RegulariserLoss { get; init; }

    /// <summary>Cross-entropy of the search network on the training batch, in a joint step's second update.</summary>
    public double? WeightLoss { get; init; }

    /// <summary>Cross-entropy of a retraining's auxiliary classifier, before its weight.</summary>
    public double? AuxiliaryLoss { get; init; }

    /// <summary>Top-1 of the search network on the batch, 0 to 1.</summary>
    public double? SearchAccuracy { get; init; }

    /// <summary>Top-1 of the evaluation network on the batch, 0 to 1.</summary>
    public double? EvaluationAccuracy { get; init; }

    /// <summary>Learning rate of the search network's SGD.</summary>
    public double? SearchLearningRate { get; init; }

    /// <summary>Learning rate of the evaluation network's SGD.</summary>
    public double? EvaluationLearningRate { get; init; }

    /// <summary>Learning rate of the alphas' Adam.</summary>
    public double? AlphaLearningRate { get; init; }

    /// <summary>Global gradient norm of the search group before clipping.</summary>
    public double? SearchGradientNorm { get; init; }

    /// <summary>Global gradient norm of the evaluation group before clipping.</summary>
    public double? EvaluationGradientNorm { get; init; }

    /// <summary>Coefficient of the regulariser.</summary>
    public double? Lambda { get; init; }

    /// <summary>Mean over the edges of the entropy of the candidates' softmax weights, nats, before the step.</summary>
    public double? AlphaEntropy { get; init; }

    /// <summary>Pictures per second over the last steps, all replicas. Differs from run to run.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Wall time of the step, seconds. Differs from run to run.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Share of the step in which rank 0 waited for its batches, 0 to 1. Differs from run to run.</summary>
    public double? DataWait { get; init; }

    /// <summary>Share of the step in which search replicas waited for the other side, 0 to 1, where the networks are on different replicas. Differs from run to run.</summary>
    public double? SearchWait { get; init; }

    /// <summary>The same of evaluation replicas. Differs from run to run.</summary>
    public double? EvaluationWait { get; init; }

    /// <summary>Seconds of an exchange of ensemble logits, when it was last measured. Differs from run to run.</summary>
    public double? ExchangeSeconds { get; init; }

    /// <summary>Most memory of the process since its phase began, MiB. Differs from run to run.</summary>
    public double? PeakMemoryMib { get; init; }

    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        Converters = { new FiniteDoubleConverter(), new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>The line of a step's progress; add learning rates, norms and lambda with <c>with</c>.</summary>
    public static MetricsLine Of(SessionProgress progress, long generation) => new()
    {
        Generation = generation,
        GlobalStep = progress.GlobalStep,
        Cycle = progress.Committed.Cycle,
        Phase = progress.Committed.Phase,
        Epoch = progress.Committed.Epoch,
        Step = progress.Committed.Step,
        SearchLoss = progress.SearchLoss,
        EvaluationLoss = progress.EvaluationLoss,
        InteractiveLoss = progress.InteractiveLoss,
        RegulariserLoss = progress.RegulariserLoss,
        SearchAccuracy = progress.SearchAccuracy,
        EvaluationAccuracy = progress.EvaluationAccuracy,
        ImagesPerSecond = progress.ImagesPerSecond,
        StepSeconds = progress.StepSeconds,
        DataWait = progress.DataWait,
        SearchWait = progress.SearchWait,
        EvaluationWait = progress.EvaluationWait,
        ExchangeSeconds = progress.ExchangeSeconds,
    };

    /// <summary>JSON has no word for infinity; a double is written with the digits that give it back exactly.</summary>
    private sealed class FiniteDoubleConverter : JsonConverter<double?>
    {
        public override bool HandleNull => true;

        public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? null : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
        {
            if (value is { } number && double.IsFinite(number))
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
