namespace Cdarts.Engine.Collectives;

/// <summary>The setting of what carries tensors between replicas.</summary>
public enum CollectiveBackend
{
    /// <summary>NCCL for CUDA devices, TCP for the CPU. Never one in place of the other because something is missing.</summary>
    Auto,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>NCCL, which needs CUDA devices.</summary>
    Nccl,
}
