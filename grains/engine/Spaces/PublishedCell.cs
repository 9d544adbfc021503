namespace Cdarts.Engine.Spaces;

/// <summary>A cell that was published, under its name here.</summary>
/// <param name="Name">Name: lower case, no blanks.</param>
/// <param name="Source">What found it and where it was published.</param>
/// <param name="Genotype">Genotype of the DARTS space, edges in the published order.</param>
public sealed record PublishedCell(string Name, string Source, Genotype Genotype);
