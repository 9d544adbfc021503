using System.Runtime.InteropServices;
using System.Text;

namespace Cdarts.Engine.Data.Folders;

/// <summary>Collects the pictures of a <see cref="FolderManifest"/>, in their order.</summary>
/// <param name="classNames">Names of the classes.</param>
internal sealed class ManifestBuilder(IReadOnlyList<string> classNames)
{
    private readonly List<byte> _names = [];
    private readonly List<int> _nameEnds = [];
    private readonly List<int> _labels = [];
    private readonly List<int> _lengths = [];

    /// <summary>Adds a picture.</summary>
    /// <param name="path">Path from the class folder's name on, with slashes.</param>
    /// <param name="label">Class.</param>
    /// <param name="length">Length in bytes.</param>
    /// <exception cref="CdartsException">The picture or the list is too large.</exception>
    public void Add(string path, int label, long length)
    {
        if (length > int.MaxValue)
        {
            throw new CdartsException($"The picture '{path}' has {length} bytes, more than 2 GB: make it smaller, or remove it.");
        }

        int bytes = Encoding.UTF8.GetByteCount(path);
        if (_names.Count > Array.MaxLength - bytes)
        {
            throw new CdartsException($"There are more pictures than fit into one list, from '{path}' on: split the folder.");
        }

        CollectionsMarshal.SetCount(_names, _names.Count + bytes);
        Encoding.UTF8.GetBytes(path, CollectionsMarshal.AsSpan(_names)[^bytes..]);
        _nameEnds.Add(_names.Count);
        _labels.Add(label);
        _lengths.Add((int)length);
    }

    /// <summary>The list.</summary>
    /// <param name="skippedHash">Hash of the list of bad pictures that was applied; empty where there is none.</param>
    public FolderManifest Build(string skippedHash = "") => new(classNames, [.. _names], [.. _nameEnds], [.. _labels], [.. _lengths], skippedHash);
}
