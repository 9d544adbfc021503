namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Gives memory for blocks whose length only their sender knows.</summary>
internal interface IBlockReceiver
{
    /// <summary>Gives the memory for a block of a peer.</summary>
    /// <returns>False if no block may be so long.</returns>
    bool TryTake(int rank, long bytes, out Section block);
}
