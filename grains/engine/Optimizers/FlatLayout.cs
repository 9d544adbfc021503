using static TorchSharp.torch;

namespace Cdarts.Engine.Optimizers;

/// <summary>Places named tensors in one flat buffer; each starts at a multiple of 64 bytes.</summary>
internal sealed class FlatLayout
{
    private const int AlignmentBytes = 64;
    private readonly Dictionary<string, FlatRange> _ranges = [];
    private readonly int _alignment;

    internal FlatLayout(ScalarType type) => _alignment = AlignmentBytes / (type == ScalarType.Float64 ? 8 : 4);

    internal long Length { get; private set; }

    internal FlatRange this[string name] => _ranges[name];

    /// <summary>Appends tensors and returns the region that they fill.</summary>
    internal FlatRange Append(IEnumerable<(string Name, long Count)> items)
    {
        long start = Length;
        foreach ((string name, long count) in items)
        {
            _ranges.Add(name, new FlatRange(Length, Length + count));
            Length = (Length + count + _alignment - 1) / _alignment * _alignment;
        }

        return new FlatRange(start, Length);
    }

    /// <summary>Appends tensors without gaps: the first starts at a multiple of 64 bytes, each other one where the one before it ends.</summary>
    internal void AppendTogether(IEnumerable<(string Name, long Count)> items)
    {
        long end = Length;
        foreach ((string name, long count) in items)
        {
            _ranges.Add(name, new FlatRange(end, end + count));
            end += count;
        }

        Length = (end + _alignment - 1) / _alignment * _alignment;
    }

    internal bool Contains(string name) => _ranges.ContainsKey(name);
}
