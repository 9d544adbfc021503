using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Rendering;

/// <summary>Events and statuses as lines of JSON: snake_case names, enum values too.</summary>
internal static class RunJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>An event; its kind is in <c>event</c>, for example <c>progress_made</c>.</summary>
    public static string Line(RunEvent happened)
    {
        JsonObject fields = JsonSerializer.SerializeToNode(happened, happened.GetType(), Options)!.AsObject();
        JsonObject line = new() { ["event"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(happened.GetType().Name) };
        // What all events have comes first.
        foreach (string name in (string[])["position", "at", .. fields.Select(field => field.Key).Except(["position", "at"])])
        {
            line[name] = fields[name]?.DeepClone();
        }

        return line.ToJsonString(Options);
    }

    public static string Line(RunStatus status) => JsonSerializer.Serialize(status, Options);

    public static string Line(object record) => JsonSerializer.Serialize(record, record.GetType(), Options);
}
