namespace Cdarts.Engine.Data.Folders;

/// <summary>The pictures of one class folder, in the order of torchvision's ImageFolder: by folder, then by name, ordinal.</summary>
/// <param name="Files">Path in the class folder, with slashes, and length in bytes.</param>
/// <param name="Hidden">Files and folders that were passed over because their name begins with a dot.</param>
/// <param name="Folders">The class folder (as an empty path) and all folders in it, with their time of change (UTC ticks).</param>
/// <param name="ScannedAt">When the listing was begun, UTC ticks.</param>
internal sealed record ClassListing(
    IReadOnlyList<(string Path, long Length)> Files, int Hidden, IReadOnlyList<(string Path, long Changed)> Folders, long ScannedAt);
