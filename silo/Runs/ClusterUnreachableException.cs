using Cdarts.Engine;

namespace Cdarts.Silo.Runs;

/// <summary>The silos of a run do not answer.</summary>
public sealed class ClusterUnreachableException : CdartsException
{
    /// <summary>Creates the exception.</summary>
    public ClusterUnreachableException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ClusterUnreachableException(string message, Exception cause) : base(message, cause)
    {
    }
}
