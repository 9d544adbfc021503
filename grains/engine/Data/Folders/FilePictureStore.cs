using Microsoft.Win32.SafeHandles;

namespace Cdarts.Engine.Data.Folders;

/// <summary>Pictures that are files of their own.</summary>
/// <param name="folder">Folder of the class folders.</param>
/// <param name="manifest">List of its pictures.</param>
internal sealed class FilePictureStore(string folder, FolderManifest manifest) : IPictureStore
{
    /// <inheritdoc/>
    public string NameOf(int index) => Path.Combine(folder, manifest.PathOf(index));

    /// <inheritdoc/>
    public int Read(int index, ref byte[] buffer)
    {
        string path = NameOf(index);
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            int length = manifest.Lengths[index];
            if (RandomAccess.GetLength(file) != length)
            {
                // The folder's time is as it was: only this tells that its listing is old.
                new ClassListingCache(folder).Forget(manifest.ClassNames[manifest.Labels[index]]);
                throw new CdartsException($"The picture '{path}' has changed since its folder was scanned: put the original file back, or start a new run.");
            }

            PictureBytes.Read(file, 0, length, ref buffer);
            return length;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The picture '{path}' cannot be read ({problem.Message.TrimEnd('.')}): check it and its permissions.", problem);
        }
    }
}
