using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// Collects the weights and batch norms that a module declares while it is built, under a name prefix, and makes their initial values.
/// Not thread-safe; used on the thread that builds the networks.
/// </summary>
public sealed class Declarations
{
    private readonly string _prefix;
    private readonly List<Weight> _weights;
    private readonly List<BatchNorm> _norms;

    internal Declarations(
        string prefix, Generator generator, ScalarType type, Device device, BatchStatistics? statistics = null, ScalarType? compute = null)
        : this(prefix, generator, type, device, statistics ?? new BatchStatistics(), compute, [], [])
    {
    }

    private Declarations(
        string prefix, Generator generator, ScalarType type, Device device, BatchStatistics statistics, ScalarType? compute, List<Weight> weights, List<BatchNorm> norms)
    {
        _prefix = prefix;
        Compute = compute;
        Generator = generator;
        Type = type;
        Device = device;
        Statistics = statistics;
        _weights = weights;
        _norms = norms;
    }

    internal Generator Generator { get; }

    internal ScalarType Type { get; }

    internal Device Device { get; }

    /// <summary>Element type in which convolutions and linear maps compute; null for <see cref="Type"/>.</summary>
    internal ScalarType? Compute { get; }

    /// <summary>Over which batch the norms normalise in training.</summary>
    internal BatchStatistics Statistics { get; }

    internal IReadOnlyList<Weight> Weights => _weights;

    internal IReadOnlyList<BatchNorm> Norms => _norms;

    /// <summary>Declarations under a longer prefix: <c>prefix.name</c>.</summary>
    public Declarations Child(string name) => new(Join(name), Generator, Type, Device, Statistics, Compute, _weights, _norms);

    /// <summary>A weight drawn from U(-b, b), b = 1/sqrt(fan in): Kaiming-uniform with a = sqrt(5), the frameworks' default (1.1).</summary>
    /// <param name="name">Name under the prefix.</param>
    /// <param name="fanIn">Inputs of one output.</param>
    /// <param name="shape">Shape.</param>
    public Weight KaimingUniform(string name, long fanIn, params long[] shape)
    {
        double bound = 1 / Math.Sqrt(fanIn);
        return Declare(name, Uniform(shape).mul_(2 * bound).sub_(bound));
    }

    /// <summary>A weight whose elements all start from one value.</summary>
    public Weight Constant(string name, double value, params long[] shape) =>
        Declare(name, full(shape, value, dtype: Type, device: Device));

    /// <summary>A weight with given initial value.</summary>
    public Weight Declare(string name, Tensor initial)
    {
        Weight weight = new(Join(name), initial);
        _weights.Add(weight);
        return weight;
    }

    /// <summary>Uniform in [0, 1), drawn in float64 on the CPU so that every precision and device starts from the same numbers.</summary>
    public Tensor Uniform(long[] shape) => rand(shape, dtype: ScalarType.Float64, generator: Generator).to(Type).to(Device);

    /// <summary>A batch norm over channels.</summary>
    /// <param name="name">Name under the prefix.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="affine">Whether it has scale and shift.</param>
    public BatchNorm Norm(string name, int channels, bool affine)
    {
        Declarations child = Child(name);
        BatchNorm norm = new(
            child._prefix,
            channels,
            affine ? child.Constant("weight", 1, channels) : null,
            affine ? child.Constant("bias", 0, channels) : null,
            Type,
            Device,
            Statistics);
        _norms.Add(norm);
        return norm;
    }

    private string Join(string name) => _prefix.Length == 0 ? name : _prefix + "." + name;
}
