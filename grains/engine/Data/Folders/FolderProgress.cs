namespace Cdarts.Engine.Data.Folders;

/// <summary>How far work on an image folder is.</summary>
/// <param name="Done">Pictures that are done, those of an earlier run included.</param>
/// <param name="Total">Pictures.</param>
/// <param name="Bad">Of these, pictures that cannot be used.</param>
public sealed record FolderProgress(long Done, long Total, int Bad);
