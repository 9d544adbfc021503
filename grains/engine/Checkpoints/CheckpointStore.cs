using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Cdarts.Engine.Diagnostics;

namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// Writes a run's checkpoints: each is complete under its name, or does not exist. For the one process that holds the run's lock, and one thread at a time.
/// </summary>
public sealed class CheckpointStore
{
    private static readonly string CodeVersion =
        typeof(CheckpointStore).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private readonly string _directory;
    private readonly int _keep;
    private readonly TimeProvider _timeProvider;
    private readonly HashSet<string> _damaged;

    /// <summary>Opens the folder, creates it if needed, and removes what an earlier death left unfinished.</summary>
    /// <param name="directory">The run's <c>checkpoints/</c> folder.</param>
    /// <param name="keep">Newest checkpoints to keep, at least 1.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="damaged">Names of checkpoints that are known to be damaged; they do not count as kept.</param>
    /// <exception cref="CdartsException">The folder cannot be written.</exception>
    public CheckpointStore(string directory, int keep, TimeProvider timeProvider, IEnumerable<string>? damaged = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        _directory = Path.GetFullPath(directory);
        _keep = keep;
        _timeProvider = timeProvider;
        _damaged = [.. damaged ?? []];
        Reader = new CheckpointReader(_directory);
        try
        {
            Directory.CreateDirectory(_directory);
            Leftovers.Remove(_directory);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The checkpoint folder {_directory} cannot be used: {problem.Message}", problem);
        }
    }

    /// <summary>What only looks at the checkpoints.</summary>
    public CheckpointReader Reader { get; }

    /// <inheritdoc cref="CheckpointReader.LoadNewest(Action{string})"/>
    public CheckpointReadResult? LoadNewest(Action<string> warn) => Reader.LoadNewest(warn, _damaged);

    /// <inheritdoc cref="CheckpointReader.Verify"/>
    public string? Verify(string name) => Reader.Verify(name);

    /// <inheritdoc cref="CheckpointReader.List"/>
    public IReadOnlyList<CheckpointListing> List() => Reader.List();

    /// <inheritdoc cref="CheckpointReader.HighestGeneration"/>
    public long HighestGeneration(string? metricsPath = null) => Reader.HighestGeneration(metricsPath);

    /// <summary>
    /// Writes a checkpoint and removes the oldest. Durable when it returns. A content that is already there, whole, is not written a second time; another
    /// one at the same update gets a name of its own, so that nothing durable is ever in the way.
    /// </summary>
    /// <returns>The manifest of the durable checkpoint.</returns>
    /// <exception cref="CheckpointWriteException">It could not be written (the disk is full, for example); earlier checkpoints are untouched.</exception>
    public CheckpointManifest Write(CheckpointContent content)
    {
        CheckpointName first = new(content.Generation, content.GlobalUpdate, 1);
        string temporary = Leftovers.NewPath(_directory, first.ToString());
        try
        {
            Directory.CreateDirectory(temporary);
            CheckpointManifest manifest = WriteFiles(temporary, content, $"{first} {content.Cursor}");
            if (FindSame(first, manifest) is { } same)
            {
                Leftovers.TryDelete(temporary);
                return same;
            }

            CheckpointName name = Publish(temporary, first, $"{first} {content.Cursor}");
            Prune(name, $"{first} {content.Cursor}");
            return manifest with { Name = name.ToString() };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Leftovers.TryDelete(temporary);
            string cause = DiskFull.Is(problem) ? "the disk is full" : problem.Message.TrimEnd('.');
            throw new CheckpointWriteException($"Checkpoint {first} was not written to {_directory}: {cause}; earlier checkpoints are kept.", problem);
        }
        catch
        {
            Leftovers.TryDelete(temporary);
            throw;
        }
    }

    private CheckpointManifest WriteFiles(string temporary, CheckpointContent content, string position)
    {
        List<CheckpointFile> files = [];
        foreach (string part in CheckpointParts.All)
        {
            files.Add(WritePart(temporary, part, CheckpointParts.Of(content, part)));
            Failpoints.Reach(FailpointNames.CheckpointPartWritten, $"{position} {part}");
        }

        Failpoints.Reach(FailpointNames.CheckpointBeforeManifest, position);
        CheckpointManifest manifest = new(
            CheckpointManifest.CurrentSchema,
            CheckpointManifest.CurrentVersion,
            content.Generation,
            content.Cursor,
            content.GlobalUpdate,
            content.SpecHash,
            content.SplitHash,
            content.DataFingerprint,
            CodeVersion,
            _timeProvider.GetUtcNow(),
            files,
            content.State,
            Digest: "");
        using (FileStream stream = new(Path.Combine(temporary, ManifestFile.Name), FileMode.CreateNew))
        {
            stream.Write(Encoding.UTF8.GetBytes(ManifestFile.Write(manifest)));
            stream.Flush(flushToDisk: true);
        }

        Failpoints.Reach(FailpointNames.CheckpointAfterManifest, position);
        DirectorySync.Flush(temporary);
        return ManifestFile.Read(temporary);
    }

    private static CheckpointFile WritePart(string temporary, string part, IReadOnlyList<TensorBlock> blocks)
    {
        using FileStream file = new(Path.Combine(temporary, part), FileMode.CreateNew);
        using SHA256 hash = SHA256.Create();
        using (CryptoStream hashing = new(file, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            SafetensorsFile.Write(hashing, blocks);
        }

        file.Flush(flushToDisk: true);
        return new CheckpointFile(part, file.Length, Convert.ToHexStringLower(hash.Hash!));
    }

    private CheckpointManifest? FindSame(CheckpointName first, CheckpointManifest manifest)
    {
        CheckpointName newest = Reader.Names().FirstOrDefault(name => name with { Copy = 1 } == first);
        return Reader.ManifestOrNull(newest.ToString()) is { } there
            && there.Cursor == manifest.Cursor
            && there.SpecHash == manifest.SpecHash
            && there.Files.SequenceEqual(manifest.Files)
            && there.State.GetRawText() == manifest.State.GetRawText()
            && Reader.Verify(there.Name) is null
                ? there
                : null;
    }

    private CheckpointName Publish(string temporary, CheckpointName first, string position)
    {
        // One beyond the highest copy, not the first gap: pruning removes low copies, and the newest must sort last.
        int copies = Reader.Names().Where(name => name with { Copy = 1 } == first).Select(name => name.Copy).DefaultIfEmpty(0).Max();
        CheckpointName name = first with { Copy = copies + 1 };
        Failpoints.Reach(FailpointNames.CheckpointBeforeRename, position);
        Directory.Move(temporary, Path.Combine(_directory, name.ToString()));
        Failpoints.Reach(FailpointNames.CheckpointAfterRename, position);
        DirectorySync.Flush(_directory);
        return name;
    }

    private void Prune(CheckpointName written, string position)
    {
        try
        {
            Failpoints.Reach(FailpointNames.CheckpointBeforePrune, position);

            // Damaged ones do not count. Only older ones go: a frozen writer of an earlier generation that wakes up must not remove what its
            // successors wrote.
            CheckpointName oldestKept = Reader.Names().Where(name => !_damaged.Contains(name.ToString())).Take(_keep).LastOrDefault(written);
            foreach (CheckpointName old in Reader.Names().Where(name => name.CompareTo(oldestKept) < 0 && name.CompareTo(written) < 0))
            {
                Leftovers.Retire(Path.Combine(_directory, old.ToString()));
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The checkpoint is durable and that is what counts; the next one tries again.
        }
    }
}
