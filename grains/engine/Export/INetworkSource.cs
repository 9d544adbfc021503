namespace Cdarts.Engine.Export;

/// <summary>Where a network for export comes from: the evaluation network of a search, or another that a run has trained.</summary>
public interface INetworkSource
{
    /// <summary>Loads the network on the calling thread, on the CPU.</summary>
    /// <param name="warn">Gets one sentence for each damaged file that was passed over.</param>
    /// <exception cref="CdartsException">The run has no such network yet, or its files cannot be used; the message is one sentence for the user.</exception>
    ExportedNetwork Load(Action<string> warn);
}
