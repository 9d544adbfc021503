namespace Cdarts.Engine.Training.Sessions;

/// <summary>A session's place in its group: what decides who writes what, and under which generation.</summary>
/// <param name="Generation">Generation of the group.</param>
/// <param name="Rank">Rank.</param>
internal sealed record SessionPlace(long Generation, int Rank);
