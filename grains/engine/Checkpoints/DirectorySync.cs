using System.Runtime.InteropServices;

namespace Cdarts.Engine.Checkpoints;

/// <summary>Makes the names in a folder durable: a renamed file survives a power cut only after its folder was flushed.</summary>
internal static partial class DirectorySync
{
    // Values of Linux' fcntl.h (x86-64; O_RDONLY is 0) and errno.h.
    private const int CloseOnExec = 0x80000;
    private const int InvalidArgument = 22;
    private const int NotSupported = 95;

    /// <summary>Flushes the folder. File systems that do not know such a flush are left alone.</summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void Flush(string directory)
    {
        int descriptor = Open(directory, CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure(directory, Marshal.GetLastPInvokeError());
        }

        try
        {
            if (FileSync(descriptor) != 0 && Marshal.GetLastPInvokeError() is var error and not InvalidArgument and not NotSupported)
            {
                throw Failure(directory, error);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string directory, int error) => new($"{Marshal.GetPInvokeErrorMessage(error)} : '{directory}'", error);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
