using Cdarts.Client.Commands;
using Cdarts.Contracts.Specification;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Cdarts.Client.Configuration;

/// <summary>
/// Reads settings from YAML: at most two levels of mappings, scalars and lists of scalars. Everything else that YAML can do (anchors, tags,
/// several documents, deeper nesting) is refused, so that a file cannot mean more than it shows.
/// </summary>
internal sealed class YamlLayer
{
    /// <summary>Largest file, bytes.</summary>
    public const int LargestFile = 256 * 1024;

    private readonly string _source;
    private readonly Parser _parser;
    private readonly Dictionary<string, SourcedText> _values = [];

    private YamlLayer(string yaml, string source)
    {
        _source = source;
        _parser = new(new StringReader(yaml));
    }

    /// <summary>Reads a specification file.</summary>
    /// <exception cref="CommandException">The file cannot be read or is not a specification.</exception>
    public static SettingLayer ReadFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            // Not the file's length: a pipe has none.
            byte[] content = new byte[LargestFile + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length > LargestFile)
            {
                throw Refuse($"{path} is larger than {LargestFile / 1024} KiB: it is not a specification.");
            }

            using StreamReader reader = new(new MemoryStream(content, 0, length));
            return Read(reader.ReadToEnd(), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(ExitCode.BadConfiguration, $"There is no file {path}: give the path of a specification.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadConfiguration, $"{path} cannot be read: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>Reads YAML text.</summary>
    /// <param name="yaml">Text.</param>
    /// <param name="source">Name of the source, for origins, for example <c>spec.yaml</c>.</param>
    /// <exception cref="CommandException">The text is not a specification.</exception>
    public static SettingLayer Read(string yaml, string source)
    {
        try
        {
            YamlLayer layer = new(yaml, source);
            layer.ReadStream();
            return new(layer._values);
        }
        catch (YamlException error)
        {
            string what = error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
            throw new CommandException(ExitCode.BadConfiguration, $"{source}:{error.Start.Line}:{error.Start.Column} is not valid YAML: {what}.", error);
        }
    }

    private void ReadStream()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<DocumentStart>(out _))
        {
            if (!IsEmptyDocument())
            {
                ReadMapping("");
            }

            _parser.Consume<DocumentEnd>();
        }

        if (_parser.Accept<DocumentStart>(out DocumentStart? second))
        {
            throw Refuse($"{Origin(second)} begins a second document: a specification is one.");
        }
    }

    // A file of comments only is a document with one empty scalar.
    private bool IsEmptyDocument() => _parser.Accept<Scalar>(out Scalar? scalar) && IsNull(scalar) && _parser.TryConsume<Scalar>(out _);

    private void ReadMapping(string section)
    {
        if (!_parser.TryConsume<MappingStart>(out MappingStart? start))
        {
            throw Refuse($"{Origin(_parser.Current!)} is not a mapping: write settings as key: value.");
        }

        RefuseExtras(start);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out Scalar? name))
            {
                throw Refuse($"{Origin(_parser.Current!)} is not a key: write settings as key: value.");
            }

            RefuseExtras(name);
            ReadEntry(section.Length == 0 ? name.Value : $"{section}.{name.Value}", section.Length == 0, Origin(name));
        }
    }

    private void ReadEntry(string key, bool isRoot, string origin)
    {
        if (_parser.Accept<MappingStart>(out _))
        {
            if (isRoot && SettingCatalog.Sections.Contains(key))
            {
                ReadMapping(key);
                return;
            }

            SettingKey leaf = SettingCatalog.Find(key) ?? throw Refuse(
                $"There is no section {SettingKeys.Shorten(key)} ({origin}): did you mean {EditDistance.Nearest(SettingKeys.Shorten(key), SettingCatalog.Sections)}?");
            throw Refuse($"{key} ({origin}) is a setting, not a section: use {leaf.Allowed}.");
        }

        SettingKeys.Require(key, origin);
        if (!_values.TryAdd(key, new(ReadValue(), origin)))
        {
            throw Refuse($"{key} is set twice, at {_values[key].Origin} and at {origin}: keep one.");
        }
    }

    private string ReadValue()
    {
        if (!_parser.TryConsume<SequenceStart>(out SequenceStart? start))
        {
            return ReadScalar();
        }

        RefuseExtras(start);
        List<string> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadScalar());
        }

        return $"[{string.Join(", ", items)}]";
    }

    private string ReadScalar()
    {
        if (!_parser.TryConsume<Scalar>(out Scalar? scalar))
        {
            throw Refuse(_parser.Current is AnchorAlias
                ? $"{Origin(_parser.Current)} uses an alias, which a specification may not: write the value out."
                : $"{Origin(_parser.Current!)} is nested too deep: write a value or a list of values.");
        }

        RefuseExtras(scalar);
        return IsNull(scalar) ? "" : scalar.Value;
    }

    private void RefuseExtras(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)
        {
            throw Refuse($"{Origin(node)} uses {(node.Anchor.IsEmpty ? "a tag" : "an anchor")}, which a specification may not: write the plain value.");
        }
    }

    private string Origin(ParsingEvent parsed) => $"{_source}:{parsed.Start.Line}";

    private static bool IsNull(Scalar scalar) => scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" };

    private static CommandException Refuse(string message) => new(ExitCode.BadConfiguration, message);
}
