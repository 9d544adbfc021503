using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Export.Cream;

/// <summary>
/// Cream's <c>ModelTest</c> as far as its state goes: it computes from named tensors alone, in the way in which PyTorch would under these names, and knows
/// which of them it used.
/// </summary>
internal sealed class CreamModule(SafetensorsContent file, NetworkSettings settings)
{
    private readonly Dictionary<string, TensorBlock> _blocks = file.Blocks.ToDictionary(block => block.Name);
    private readonly Genotype _genotype = GenotypeJson.Read(file.Metadata["genotype"], "the file");
    private readonly HashSet<string> _used = [];

    /// <summary>Tensors that nothing read: a strict load would refuse them.</summary>
    internal IEnumerable<string> Unexpected => _blocks.Keys.Except(_used);

    internal string[] ClassNames => JsonSerializer.Deserialize<string[]>(file.Metadata["class_names"])!;

    internal Tensor Forward(Tensor x)
    {
        (Tensor s0, Tensor s1) = Stem(x);
        int cells = settings.EvaluationCells, first = (cells / 3) + 1, second = (2 * cells / 3) + 1;
        bool previousReduction = settings.Stem == StemKind.Imagenet;
        foreach ((int stage, int count) in (IEnumerable<(int, int)>)[(0, first), (1, second - first), (2, cells - second)])
        {
            for (int i = 0; i < count; i++)
            {
                bool reduction = stage < 2 && i == count - 1;
                (s0, s1) = (s1, Cell($"nas_layers.{stage}.{i}", s0, s1, reduction, previousReduction));
                previousReduction = reduction;
            }
        }

        return F.linear(s1.mean([2, 3]), Take("fc.weight"), Take("fc.bias"));
    }

    private (Tensor First, Tensor Second) Stem(Tensor x)
    {
        if (settings.Stem == StemKind.Cifar)
        {
            Tensor only = Norm("feature_extractor.0.1", Conv("feature_extractor.0.0", x, padding: 1));
            return (only, only);
        }

        Tensor half = F.relu(Norm("feature_extractor.0.1", Conv("feature_extractor.0.0", x, stride: 2, padding: 1)));
        Tensor quarter = F.relu(Norm("feature_extractor.0.4", Conv("feature_extractor.0.3", half, stride: 2, padding: 1)));

        // PyTorch's ReLU is in place here, and the next operation on the first input is a ReLU too: the same result.
        return (quarter, Norm("feature_extractor.1.2", Conv("feature_extractor.1.1", quarter, stride: 2, padding: 1)));
    }

    private Tensor Cell(string name, Tensor s0, Tensor s1, bool reduction, bool previousReduction)
    {
        List<Tensor> states = [previousReduction ? Reduce(name + ".preproc0", s0) : Std(name + ".preproc0", s0), Std(name + ".preproc1", s1)];
        CellGenotype cell = reduction ? _genotype.Reduction : _genotype.Normal;
        for (int node = 0; node < 4; node++)
        {
            Tensor[] results = [.. cell.Nodes[node].Select((edge, j) =>
                Operation($"{name}.dag.{node}.{j}", DartsSpace.Instance.Candidates[edge.Operation], states[edge.Source], reduction && edge.Source < 2 ? 2 : 1))];
            states.Add(results[0] + results[1]);
        }

        return cat([.. states.Skip(2)], 1);
    }

    private Tensor Operation(string name, string operation, Tensor x, int stride) => operation switch
    {
        "max_pool_3x3" => F.max_pool2d(x, [3, 3], [stride, stride], [1, 1]),
        "avg_pool_3x3" => F.avg_pool2d(x, [3, 3], [stride, stride], [1, 1], count_include_pad: false),
        "skip_connect" => stride == 1 ? x : Reduce(name + ".0", x),
        "sep_conv_3x3" => Dil(name + ".0.net.1", Dil(name + ".0.net.0", x, stride, 1, 1), 1, 1, 1),
        "sep_conv_5x5" => Dil(name + ".0.net.1", Dil(name + ".0.net.0", x, stride, 2, 1), 1, 2, 1),
        "dil_conv_3x3" => Dil(name + ".0", x, stride, 2, 2),
        _ => Dil(name + ".0", x, stride, 4, 2),
    };

    private Tensor Std(string name, Tensor x) => Norm(name + ".net.2", Conv(name + ".net.1", F.relu(x)));

    private Tensor Dil(string name, Tensor x, int stride, int padding, int dilation) =>
        Norm(name + ".net.3", Conv(name + ".net.2", Conv(name + ".net.1", F.relu(x), stride, padding, dilation, (int)x.shape[1])));

    private Tensor Reduce(string name, Tensor x)
    {
        Tensor active = F.relu(x);
        Tensor shifted = active[.., .., 1.., 1..];
        return Norm(name + ".bn", cat([Conv(name + ".conv1", active, stride: 2), Conv(name + ".conv2", shifted, stride: 2)], 1));
    }

    private Tensor Conv(string name, Tensor x, int stride = 1, int padding = 0, int dilation = 1, int groups = 1) =>
        F.conv2d(x, Take(name + ".weight"), null!, [stride, stride], [padding, padding], [dilation, dilation], groups);

    private Tensor Norm(string name, Tensor x)
    {
        Assert.Equal([], _blocks[name + ".num_batches_tracked"].Shape);
        Assert.Equal(TensorDTypes.Int64, _blocks[name + ".num_batches_tracked"].DType);
        _used.Add(name + ".num_batches_tracked");
        return F.batch_norm(
            x, Take(name + ".running_mean"), Take(name + ".running_var"), Take(name + ".weight"), Take(name + ".bias"), training: false, .1, 1e-5);
    }

    private Tensor Take(string name)
    {
        Assert.True(_used.Add(name), name);
        TensorBlock block = _blocks[name];
        Tensor value = zeros([.. block.Shape], dtype: block.DType == TensorDTypes.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        block.Data.Span.CopyTo(value.bytes);
        return value;
    }
}
