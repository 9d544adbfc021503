namespace Cdarts.Engine.Data;

/// <summary>Reads files of CIFAR records into memory.</summary>
internal static class CifarReader
{
    /// <summary>Reads the files one after another.</summary>
    /// <returns>Pictures one after another, each [3, 32, 32], and the class of each.</returns>
    /// <exception cref="CdartsException">A file is missing, unreadable, not a whole number of records, or has a label that the set does not have.</exception>
    public static (byte[] Pixels, int[] Labels) Read(CifarLayout layout, IReadOnlyList<string> files)
    {
        int[] counts = [.. files.Select(file => CountRecords(layout, file))];
        long total = counts.Sum(count => (long)count);
        int largest = Array.MaxLength / CifarLayout.PictureBytes;
        if (total > largest)
        {
            throw new CdartsException($"The files of {layout.Name} have {total} pictures, more than the {largest} that can be held in memory: use fewer.");
        }

        byte[] pixels = new byte[total * CifarLayout.PictureBytes];
        int[] labels = new int[total];
        int first = 0;
        for (int i = 0; i < files.Count; i++)
        {
            Span<byte> pictures = pixels.AsSpan(first * CifarLayout.PictureBytes, counts[i] * CifarLayout.PictureBytes);
            ReadFile(layout, files[i], pictures, labels.AsSpan(first, counts[i]));
            first += counts[i];
        }

        return (pixels, labels);
    }

    private static int CountRecords(CifarLayout layout, string file)
    {
        FileInfo info = new(file);
        if (!info.Exists)
        {
            throw new CdartsException($"The file '{file}' does not exist: put the binary version of {layout.Name} there, or fetch it with `cdarts data fetch {layout.Name}`.");
        }

        long records = info.Length / layout.RecordBytes;
        if (records == 0 || info.Length % layout.RecordBytes != 0)
        {
            throw new CdartsException(
                $"The file '{file}' has {info.Length} bytes, which are no whole records of {layout.RecordBytes} bytes: it is truncated or not of {layout.Name}, so fetch it again with `cdarts data fetch {layout.Name}`.");
        }

        return (int)Math.Min(records, int.MaxValue);
    }

    private static void ReadFile(CifarLayout layout, string file, Span<byte> pixels, Span<int> labels)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
            Span<byte> head = stackalloc byte[layout.LabelRanges.Count];
            for (int record = 0; record < labels.Length; record++)
            {
                stream.ReadExactly(head);
                for (int i = 0; i < head.Length; i++)
                {
                    if (head[i] >= layout.LabelRanges[i])
                    {
                        throw new CdartsException(
                            $"Record {record} of the file '{file}' has label {head[i]}, but {layout.Name} has the labels 0 to {layout.LabelRanges[i] - 1} there: it is damaged or of another data set, so fetch it again with `cdarts data fetch {layout.Name}`.");
                    }
                }

                labels[record] = head[^1];
                stream.ReadExactly(pixels.Slice(record * CifarLayout.PictureBytes, CifarLayout.PictureBytes));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The file '{file}' cannot be read ({e.Message.TrimEnd('.')}): check it and its permissions.", e);
        }
    }
}
