using Microsoft.Win32.SafeHandles;

namespace Cdarts.Engine.Data.Folders;

/// <summary>Reads parts of files.</summary>
internal static class PictureBytes
{
    /// <summary>Reads at an offset, into a buffer that grows with the need.</summary>
    /// <exception cref="IOException">The file cannot be read, or ends before.</exception>
    public static void Read(SafeFileHandle file, long offset, int length, ref byte[] buffer)
    {
        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(length + (length / 4));
        }

        for (int done = 0; done < length;)
        {
            int read = RandomAccess.Read(file, buffer.AsSpan(done, length - done), offset + done);
            if (read == 0)
            {
                throw new EndOfStreamException("the file ends too early");
            }

            done += read;
        }
    }
}
