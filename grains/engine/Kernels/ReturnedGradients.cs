using static TorchSharp.torch;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// Frees the gradients that a backward function has returned as soon as LibTorch has taken its own reference to them: at the next backward function
/// on the same thread. Left to a dispose scope they would all stay until the end of the step, and the gradients of one step are as large as
/// its activations.
/// </summary>
internal static class ReturnedGradients
{
    [ThreadStatic]
    private static List<Tensor>? _returned;

    /// <summary>Call first in a backward function: what this thread's last one returned is now in LibTorch's hands.</summary>
    internal static void Release()
    {
        foreach (Tensor tensor in _returned ??= [])
        {
            tensor.Dispose();
        }

        _returned.Clear();
    }

    /// <summary>Call last in a backward function, with what it is about to return.</summary>
    internal static List<Tensor> Return(params ReadOnlySpan<Tensor?> gradients)
    {
        List<Tensor> result = [];
        foreach (Tensor? gradient in gradients)
        {
            result.Add(gradient!);
            if (gradient is not null)
            {
                _returned!.Add(gradient.DetachFromDisposeScope());
            }
        }

        return result;
    }
}
