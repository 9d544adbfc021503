using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cdarts.Engine.Data.Folders;

/// <summary>
/// The list of an image folder's pictures: path, class and length of each, sorted by class and then by path, ordinal. Immutable; readable from any thread. Names
/// are kept as UTF-8, about 40 bytes per picture of ImageNet.
/// </summary>
internal sealed class FolderManifest
{
    private readonly byte[] _names;
    private readonly int[] _nameEnds;
    private readonly int[] _labels;
    private readonly int[] _lengths;
    private readonly Lazy<string> _fingerprint;

    internal FolderManifest(IReadOnlyList<string> classNames, byte[] names, int[] nameEnds, int[] labels, int[] lengths, string skippedHash = "")
    {
        ClassNames = classNames;
        (_names, _nameEnds, _labels, _lengths, SkippedHash) = (names, nameEnds, labels, lengths, skippedHash);
        _fingerprint = new Lazy<string>(ComputeFingerprint);
    }

    /// <summary>Pictures.</summary>
    public int Count => _labels.Length;

    /// <summary>Names of the classes: those of their folders, in ordinal order.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Class of each picture.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Length of each picture, bytes.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>Hash of the list of bad pictures by which this list was shortened; empty where there is none.</summary>
    public string SkippedHash { get; }

    /// <summary>
    /// SHA-256 (hex) over, for each picture in order: the UTF-8 bytes of its path (from the class folder's name on, with slashes), a zero byte, and label and length
    /// as little-endian 32-bit integers; where a list of bad pictures was applied, also over the ASCII text of its hash. Pixels are not read.
    /// </summary>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>Path of a picture from the class folder's name on, with slashes.</summary>
    public string PathOf(int index) => Encoding.UTF8.GetString(NameOf(index));

    /// <summary>The same as UTF-8.</summary>
    public ReadOnlySpan<byte> NameOf(int index) => _names.AsSpan((index == 0 ? 0 : _nameEnds[index - 1]).._nameEnds[index]);

    /// <summary>This list without some of its pictures.</summary>
    /// <param name="paths">Paths that are left out; others do not matter.</param>
    /// <param name="hash">Hash of the list that names them.</param>
    /// <param name="kept">Positions in this list of the pictures of the new one.</param>
    public FolderManifest Without(IReadOnlySet<string> paths, string hash, out int[] kept)
    {
        ManifestBuilder builder = new(ClassNames);
        List<int> positions = [];
        for (int i = 0; i < Count; i++)
        {
            string path = PathOf(i);
            if (!paths.Contains(path))
            {
                builder.Add(path, _labels[i], _lengths[i]);
                positions.Add(i);
            }
        }

        kept = [.. positions];
        return builder.Build(hash);
    }

    private string ComputeFingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[9];
        numbers[0] = 0;
        for (int i = 0; i < Count; i++)
        {
            hash.AppendData(NameOf(i));
            BinaryPrimitives.WriteInt32LittleEndian(numbers[1..], _labels[i]);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[5..], _lengths[i]);
            hash.AppendData(numbers);
        }

        hash.AppendData(Encoding.ASCII.GetBytes(SkippedHash));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
