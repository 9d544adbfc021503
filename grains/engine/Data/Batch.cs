using static TorchSharp.torch;

namespace Cdarts.Engine.Data;

/// <summary>
/// Pictures and labels on the device. The tensors belong to the reader that gave them, which overwrites them at its next read: do not dispose them, do not
/// keep them, and do not run a backward pass over them after that.
/// </summary>
/// <param name="Images">[Count, C, H, W], contiguous, of the run's precision.</param>
/// <param name="Labels">[Count], int64.</param>
/// <param name="Count">Pictures.</param>
internal readonly record struct Batch(Tensor Images, Tensor Labels, int Count);
