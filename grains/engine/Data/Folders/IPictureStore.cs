namespace Cdarts.Engine.Data.Folders;

/// <summary>Where the bytes of encoded pictures are. Thread-safe.</summary>
internal interface IPictureStore
{
    /// <summary>A picture as a user finds it, usually its path.</summary>
    string NameOf(int index);

    /// <summary>Reads a picture's bytes.</summary>
    /// <param name="index">Position in the list.</param>
    /// <param name="buffer">Memory that is used if it is large enough, and replaced if not.</param>
    /// <returns>Number of bytes.</returns>
    /// <exception cref="CdartsException">The picture cannot be read, or is not what it was when the list was made.</exception>
    int Read(int index, ref byte[] buffer);
}
