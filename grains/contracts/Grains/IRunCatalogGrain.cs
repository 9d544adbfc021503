namespace Cdarts.Contracts.Grains;

/// <summary>The runs that this cluster knows; key 0.</summary>
[Alias("Cdarts.IRunCatalogGrain")]
public interface IRunCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Adds or updates a run.</summary>
    [Alias("Note")]
    Task Note(RunEntry entry);

    /// <summary>All runs, newest first.</summary>
    [Alias("List"), Orleans.Concurrency.AlwaysInterleave]
    Task<IReadOnlyList<RunEntry>> List();
}
