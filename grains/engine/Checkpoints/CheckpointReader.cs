using System.Security.Cryptography;

namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// Looks at a run's checkpoints and changes nothing, so that any console can use it while the run goes on. Safe to call from any thread.
/// </summary>
/// <param name="directory">The run's <c>checkpoints/</c> folder; need not exist.</param>
public sealed class CheckpointReader(string directory)
{
    private readonly string _directory = Path.GetFullPath(directory);

    /// <summary>All checkpoints, newest first: by generation, then by update.</summary>
    public IReadOnlyList<CheckpointListing> List() =>
        [.. Names().Select(name => new CheckpointListing(name.ToString(), name.Generation, name.GlobalUpdate, ManifestOrNull(name.ToString())))];

    /// <summary>Reads all of a checkpoint and compares it with its manifest.</summary>
    /// <returns>Null if it is as it was written, else one sentence that names the damaged file.</returns>
    public string? Verify(string name)
    {
        try
        {
            _ = Load(name);
            return null;
        }
        catch (Exception problem) when (IsDamage(problem))
        {
            return $"Checkpoint {name} is damaged: {Words(problem)}.";
        }
    }

    /// <summary>The checkpoint of a name, or without one as <see cref="LoadNewest(Action{string})"/>.</summary>
    /// <param name="name">Name of its folder, or null.</param>
    /// <param name="warn">Gets one sentence for each newer checkpoint that is damaged, naming the file.</param>
    /// <exception cref="CdartsException">There is none of that name, or it is damaged; or there are checkpoints, and none verifies.</exception>
    public CheckpointReadResult? LoadChosen(string? name, Action<string> warn) => name is null ? LoadNewest(warn)
        : Verify(name) is { } damage ? throw new CdartsException(damage)
        : Load(name);

    /// <summary>The newest checkpoint that verifies, or null if there is none at all.</summary>
    /// <param name="warn">Gets one sentence for each newer checkpoint that is damaged, naming the file.</param>
    /// <exception cref="CdartsException">There are checkpoints, and none verifies.</exception>
    public CheckpointReadResult? LoadNewest(Action<string> warn) => LoadNewest(warn, passedOver: []);

    /// <summary>The same; adds the names of the damaged checkpoints to <paramref name="passedOver"/>.</summary>
    internal CheckpointReadResult? LoadNewest(Action<string> warn, HashSet<string> passedOver)
    {
        List<(string Name, string Damage)> damaged = [];
        foreach (string name in Names().Select(name => name.ToString()))
        {
            try
            {
                CheckpointReadResult result = Load(name);
                damaged.ForEach(one => warn($"Checkpoint {one.Name} is damaged ({one.Damage}); the previous one, {name}, is used."));
                passedOver.UnionWith(damaged.Select(one => one.Name));
                return result;
            }
            catch (Exception problem) when (IsDamage(problem))
            {
                if (!Directory.Exists(Path.Combine(_directory, name)))
                {
                    // The owner of the run removed it while we read: there are newer ones now.
                    return LoadNewest(warn, passedOver);
                }

                damaged.Add((name, Words(problem)));
            }
        }

        return damaged.Count == 0
            ? null
            : throw new CdartsException(
                $"None of the {damaged.Count} checkpoints in {_directory} can be used (the newest, {damaged[0].Name}: {damaged[0].Damage}); restore that folder from a copy, or start a new run.");
    }

    /// <summary>Highest generation that left a trace: in the names of checkpoints, damaged ones included, and in metric lines; 0 if none did.</summary>
    /// <param name="metricsPath">The run's <c>metrics.jsonl</c>, or null.</param>
    public long HighestGeneration(string? metricsPath = null)
    {
        long highest = Names().Select(name => name.Generation).FirstOrDefault();
        return metricsPath is null ? highest : Math.Max(highest, MetricsReader.HighestGeneration(metricsPath));
    }

    /// <summary>Names, newest first.</summary>
    internal IReadOnlyList<CheckpointName> Names() => Directory.Exists(_directory)
        ? [.. Directory.EnumerateDirectories(_directory).Select(path => CheckpointName.Parse(Path.GetFileName(path))).OfType<CheckpointName>().OrderDescending()]
        : [];

    /// <summary>Manifest of a checkpoint, or null if it cannot be read.</summary>
    internal CheckpointManifest? ManifestOrNull(string name)
    {
        try
        {
            return ManifestFile.Read(Path.Combine(_directory, name));
        }
        catch (Exception problem) when (IsDamage(problem))
        {
            return null;
        }
    }

    /// <summary>Reads and verifies one checkpoint.</summary>
    /// <exception cref="DamageException">A file is missing or not as it was written.</exception>
    /// <exception cref="CdartsException">A part is as it was written, and still no safetensors file.</exception>
    internal CheckpointReadResult Load(string name)
    {
        string path = Path.Combine(_directory, name);
        CheckpointManifest manifest = ManifestFile.Read(path);
        if (!manifest.Files.Select(file => file.Name).SequenceEqual(CheckpointParts.All))
        {
            throw new DamageException(ManifestFile.Name, "does not list the files of a checkpoint");
        }

        Dictionary<string, IReadOnlyList<TensorBlock>> parts = manifest.Files.ToDictionary(file => file.Name, file => LoadPart(path, file));
        return new CheckpointReadResult(manifest, parts[CheckpointParts.Search], parts[CheckpointParts.Evaluation], parts[CheckpointParts.Run]);
    }

    private static IReadOnlyList<TensorBlock> LoadPart(string checkpoint, CheckpointFile file)
    {
        string path = Path.Combine(checkpoint, file.Name);
        if (!File.Exists(path))
        {
            throw new DamageException(file.Name, "is missing");
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16);
        if (stream.Length != file.Bytes)
        {
            throw new DamageException(file.Name, $"has {stream.Length} bytes instead of {file.Bytes}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(stream)) == file.Sha256
            ? SafetensorsFile.Read(stream, file.Name).Blocks
            : throw new DamageException(file.Name, "has another SHA-256 than its manifest says");
    }

    private static bool IsDamage(Exception problem) =>
        problem is DamageException or CdartsException or IOException or UnauthorizedAccessException;

    private static string Words(Exception problem) => problem.Message.TrimEnd('.');
}
