using System.Text.Json;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>Reads the lines of JSON that a console writes.</summary>
internal static class Events
{
    /// <summary>All lines; a line that is no JSON object fails the test.</summary>
    public static IReadOnlyList<JsonElement> Of(ConsoleResult result) => [.. result.Lines.Select(Parse)];

    /// <summary>Kinds of the events, in order.</summary>
    public static IReadOnlyList<string> Kinds(ConsoleResult result) => [.. Of(result).Select(Kind)];

    /// <summary>Waits for an event.</summary>
    public static async Task<JsonElement> EventAsync(this ConsoleProcess console, string kind, Func<JsonElement, bool>? wanted = null) =>
        Parse(await console.Output.FirstAsync(
            line => line.StartsWith($"{{\"event\":\"{kind}\"", StringComparison.Ordinal) && (wanted is null || wanted(Parse(line)))));

    /// <summary>Waits until a phase has begun, whose cursor then is the run's.</summary>
    public static Task<JsonElement> PhaseAsync(this ConsoleProcess console, string phase, int cycle) =>
        console.EventAsync("phase_started", started => started.GetProperty("cursor") is var cursor
            && cursor.GetProperty("phase").GetString() == phase && cursor.GetProperty("cycle").GetInt32() == cycle - 1);

    public static string Kind(JsonElement happened) => happened.GetProperty("event").GetString()!;

    private static JsonElement Parse(string line)
    {
        JsonElement parsed = JsonDocument.Parse(line).RootElement;
        Assert.Equal(JsonValueKind.Object, parsed.ValueKind);
        return parsed;
    }
}
