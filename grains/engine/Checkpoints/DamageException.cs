namespace Cdarts.Engine.Checkpoints;

/// <summary>A file of a checkpoint is not as it was written.</summary>
internal sealed class DamageException(string file, string what, Exception? cause = null) : Exception($"{file} {what}", cause);
