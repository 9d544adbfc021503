using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;

namespace Cdarts.Grains.Hosting;

/// <summary>
/// Grain state as plain JSON, without type names, so that a type may be moved or renamed without losing old runs. Unknown members are ignored,
/// missing ones take their defaults; every state carries a schema version. Thread-safe.
/// </summary>
public sealed class GrainStorageJson : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, Options)
        ?? throw new JsonException($"The stored state of {typeof(T).Name} is empty.");
}
