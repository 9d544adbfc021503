using System.Globalization;
using System.Text.RegularExpressions;

namespace Cdarts.Engine.Checkpoints;

/// <summary>Name of a checkpoint's folder; ordered by age, oldest first.</summary>
/// <param name="Generation">Generation that wrote it.</param>
/// <param name="GlobalUpdate">Updates committed since the start of the run.</param>
/// <param name="Copy">1, or more for further checkpoints at the same update.</param>
internal readonly partial record struct CheckpointName(long Generation, long GlobalUpdate, int Copy) : IComparable<CheckpointName>
{
    /// <summary>Reads a folder's name; null if it is no checkpoint's.</summary>
    public static CheckpointName? Parse(string folder)
    {
        Match match = Pattern().Match(folder);
        return match.Success
            ? new CheckpointName(Number(match.Groups[1]), Number(match.Groups[2]), match.Groups[3].Success ? (int)Number(match.Groups[3]) : 1)
            : null;
    }

    /// <inheritdoc/>
    public int CompareTo(CheckpointName other) =>
        (Generation, GlobalUpdate, Copy).CompareTo((other.Generation, other.GlobalUpdate, other.Copy));

    /// <summary>For example <c>g000002-u000000120</c>, or <c>g000002-u000000120-2</c> for the second at that update.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"g{Generation:D6}-u{GlobalUpdate:D9}") + (Copy == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{Copy}"));

    private static long Number(Group group) => long.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^g([0-9]{6,18})-u([0-9]{9,18})(?:-([1-9][0-9]{0,8}))?$")]
    private static partial Regex Pattern();
}
