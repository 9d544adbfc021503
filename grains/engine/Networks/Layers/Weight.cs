using Cdarts.Engine.Kernels;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>A learned tensor with a stable name. Its value lives in a flat buffer that may change at a rebuild; the name does not.</summary>
public sealed class Weight
{
    private Tensor _value;
    private Tensor? _gradient;

    internal Weight(string name, Tensor initial)
    {
        Name = name;
        Shape = initial.shape;
        _value = initial.detach().requires_grad_().DetachFromDisposeScope();
    }

    /// <summary>Stable name, the key in checkpoints, for example <c>search.cells.0.nodes.2.edges.1.sep_conv_3x3.first.depthwise</c>.</summary>
    public string Name { get; }

    /// <summary>Shape; convolutions are [output, input per group, kernel, kernel], linear maps [output, input].</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>The value, a leaf of the autograd graph. Valid until the next bind.</summary>
    public Tensor Value => _value;

    /// <summary>The stack through which a network uses this weight together with others, or null.</summary>
    internal WeightStack? Stack { get; set; }

    /// <summary>Moves the weight into <paramref name="storage"/>, a view of a flat buffer that already holds its value.</summary>
    /// <param name="storage">View with the weight's shape.</param>
    /// <param name="gradient">View into which backward accumulates, or null for a weight that does not learn.</param>
    internal void Bind(Tensor storage, Tensor? gradient)
    {
        _value.Dispose();
        _gradient?.Dispose();
        Learns = gradient is not null;
        _value = storage.detach().requires_grad_(Learns).DetachFromDisposeScope();
        _gradient = gradient?.DetachFromDisposeScope();
        if (gradient is not null)
        {
            _value.grad = gradient;
        }
    }

    /// <summary>Frees the value: the weight keeps its name and shape, and is of a network that this process does not run.</summary>
    internal void Release()
    {
        _value.Dispose();
        _gradient?.Dispose();
    }

    /// <summary>Whether backward passes compute a gradient.</summary>
    internal bool Learns { get; private set; } = true;

    internal void Learn(bool learns)
    {
        Learns = learns;
        _value.requires_grad = learns;
        Stack?.Learn(learns);
    }

    /// <summary>The elements, for kernels on the CPU; valid until the next bind.</summary>
    internal unsafe T* Pointer<T>()
        where T : unmanaged => (T*)TensorMemory.Pointer(_value);

    /// <summary>Where backward accumulates the gradient; valid until the next bind.</summary>
    internal Tensor Gradient
    {
        get
        {
            if (_gradient is null)
            {
                _gradient = (_value.grad ?? zeros([.. Shape], dtype: _value.dtype, device: _value.device)).DetachFromDisposeScope();
                _value.grad = _gradient;
            }

            return _gradient;
        }
    }

    /// <summary>The gradient's elements, for kernels on the CPU, which add to them as backward does; valid until the next bind.</summary>
    internal unsafe T* GradientPointer<T>()
        where T : unmanaged => (T*)TensorMemory.Pointer(Gradient);
}
