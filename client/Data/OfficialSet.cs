namespace Cdarts.Client.Data;

/// <summary>A data set as its makers publish it.</summary>
/// <param name="Name">Name in the settings.</param>
/// <param name="Home">Where the files are, with a slash at the end.</param>
/// <param name="Files">What is downloaded.</param>
/// <param name="InnerFolder">Folder inside the archive; empty when the files are used as they are.</param>
/// <param name="Contents">The files of pictures and labels in that folder.</param>
/// <param name="TrainCount">Train pictures.</param>
/// <param name="TestCount">Test pictures.</param>
internal sealed record OfficialSet(
    string Name, Uri Home, IReadOnlyList<OfficialFile> Files, string InnerFolder, IReadOnlyList<OfficialFile> Contents, int TrainCount, int TestCount)
{
    /// <summary>Where it is put unless another folder is asked for.</summary>
    public string DefaultFolder => Path.Combine("data", Name);

    /// <summary>The folder with the files: the inner one where the first file lies there.</summary>
    public string FolderOfContents(string folder)
    {
        string inner = Path.Combine(folder, InnerFolder);
        return File.Exists(Path.Combine(folder, Contents[0].Name)) ? folder : inner;
    }
}

/// <summary>A published file.</summary>
/// <param name="Name">File name.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Sha256">SHA-256 in small hexadecimal digits.</param>
internal sealed record OfficialFile(string Name, long Bytes, string Sha256)
{
    /// <summary>Whether it has to be unpacked.</summary>
    public bool IsArchive => Name.EndsWith(".tar.gz", StringComparison.Ordinal);
}
