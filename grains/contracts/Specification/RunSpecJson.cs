using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cdarts.Contracts.Specification;

/// <summary>
/// The canonical JSON of a specification: every setting, in the catalog's order, snake_case, no white space. The hash of these bytes is the
/// specification's identity: a checkpoint belongs to it.
/// </summary>
public static class RunSpecJson
{
    private const string SchemaVersionKey = "schema_version";

    private static readonly JsonWriterOptions Canonical = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Canonical JSON text.</summary>
    public static string Write(RunSpec spec) => Encoding.UTF8.GetString(Bytes(spec));

    /// <summary>SHA-256 of the canonical JSON, lower-case hex.</summary>
    public static string Hash(RunSpec spec) => Convert.ToHexStringLower(SHA256.HashData(Bytes(spec)));

    /// <summary>Writes the specification as one JSON value to <paramref name="writer"/>.</summary>
    public static void Write(Utf8JsonWriter writer, RunSpec spec)
    {
        writer.WriteStartObject();
        writer.WriteNumber(SchemaVersionKey, spec.SchemaVersion);
        string section = "";
        foreach (SettingKey setting in SettingCatalog.All)
        {
            if (setting.Section != section)
            {
                if (section.Length > 0)
                {
                    writer.WriteEndObject();
                }

                writer.WriteStartObject(setting.Section);
                section = setting.Section;
            }

            writer.WritePropertyName(setting.LeafName);
            WriteValue(writer, setting.Get(spec));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write(RunSpec)"/> wrote; white space does not matter. Every setting must be there, once.</summary>
    /// <exception cref="RunSpecException">The text is not a specification of this version.</exception>
    public static RunSpec Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new RunSpecException("The run specification is not valid JSON.", error);
        }
    }

    /// <summary>Reads a specification from a parsed JSON value.</summary>
    /// <exception cref="RunSpecException">The value is not a specification of this version.</exception>
    public static RunSpec Read(JsonElement root)
    {
        Dictionary<string, JsonElement> found = Flatten(root);
        if (!found.Remove(SchemaVersionKey, out JsonElement version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int schema) || schema != RunSpec.CurrentSchemaVersion)
        {
            throw new RunSpecException($"The run specification's {SchemaVersionKey} is not {RunSpec.CurrentSchemaVersion}: it was written by another version of cdarts.");
        }

        Dictionary<string, object> values = [];
        foreach (SettingKey setting in SettingCatalog.All)
        {
            if (!found.Remove(setting.Key, out JsonElement element))
            {
                throw new RunSpecException($"The run specification lacks {setting.Key}: it was written by another version of cdarts.");
            }

            values[setting.Key] = ReadValue(setting, element);
        }

        return found.Count == 0
            ? SettingCatalog.Build(values)
            : throw new RunSpecException($"The run specification has an unknown key {found.Keys.First()}: it was written by another version of cdarts.");
    }

    private static byte[] Bytes(RunSpec spec)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Canonical))
        {
            Write(writer, spec);
        }

        return stream.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case ImmutableArray<string> list:
                writer.WriteStartArray();
                foreach (string item in list)
                {
                    writer.WriteStringValue(item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(SettingText.Write(value));
                break;
        }
    }

    private static Dictionary<string, JsonElement> Flatten(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new RunSpecException("The run specification is not a JSON object.");
        }

        Dictionary<string, JsonElement> found = new(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Object)
            {
                found[property.Name] = property.Value;
                continue;
            }

            foreach (JsonProperty leaf in property.Value.EnumerateObject())
            {
                found[$"{property.Name}.{leaf.Name}"] = leaf.Value;
            }
        }

        return found;
    }

    private static object ReadValue(SettingKey setting, JsonElement element)
    {
        bool isList = setting.ValueType == typeof(ImmutableArray<string>);
        bool isText = setting.ValueType == typeof(string) || setting.ValueType.IsEnum;
        object? value = (element.ValueKind, isList, isText) switch
        {
            (JsonValueKind.Array, true, _) when element.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                element.EnumerateArray().Select(item => item.GetString()!).ToImmutableArray(),
            (JsonValueKind.String, false, true) => setting.ValueType == typeof(string) ? element.GetString() : setting.Read(element.GetString()!),
            (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False, false, false) => setting.Read(element.GetRawText()),
            _ => null,
        };
        return value ?? throw new RunSpecException($"The run specification's {setting.Key} is {element.GetRawText()}: use {setting.Allowed}.");
    }
}
