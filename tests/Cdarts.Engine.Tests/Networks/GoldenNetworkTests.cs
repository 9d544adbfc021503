using System.Text.Json;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Networks;

public class GoldenNetworkTests
{
    private static readonly NetworkSettings Settings = new()
    {
        Channels = 4, StemMultiplier = 1, SearchCells = 3, EvaluationCells = 5, EdgeAggregation = EdgeAggregation.Sum, FixedHeads = false,
        Ensemble = EnsembleKind.PerNetwork,
    };

    [Theory]
    [InlineData(true, NetworkForm.Straight)]
    [InlineData(false, NetworkForm.Straight)]
    [InlineData(true, NetworkForm.Fast)]
    [InlineData(false, NetworkForm.Fast)]
    public void Search_network_gives_the_golden_logits_and_gradients(bool wide, NetworkForm form) =>
        CheckSearchNetwork(wide, new NetworkSettings { Form = form });

    /// <summary>Checks a network whose arithmetic is carried out as <paramref name="form"/> says; its shape is the golden one.</summary>
    internal static void CheckSearchNetwork(bool wide, NetworkSettings form)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement golden = GoldenFile.Case("net/search");
        ScalarType type = wide ? ScalarType.Float64 : ScalarType.Float32;
        CdartsNetworks networks = Build(wide, form);
        using StatisticsBuffer statistics = new([.. networks.Search.Norms], [], type, CPU);
        Weight[] weights = InGoldenOrder(networks.Search.Weights);
        GoldenWeights.Fill(weights, golden.GetProperty("params"), type);
        Tensor alphas = GoldenWeights.Alphas(golden.GetProperty("alphas"), type);

        (Tensor logits, Tensor? ensemble) = networks.Search.Forward(
            GoldenFile.Make(golden.GetProperty("x"), type), new ArchitectureWeights(alphas), ForwardPass.Search, withEnsemble: true);
        Tensor loss = F.cross_entropy(logits, Labels(golden));
        loss.backward();

        Tolerance tolerance = new(wide, golden.GetProperty("f32_deviation"));
        tolerance.Check("logits", logits, golden.GetProperty("logits"));
        tolerance.Check("ensemble", ensemble!, golden.GetProperty("ensemble"));
        tolerance.Check("grad_alphas", alphas.grad!, golden.GetProperty("grad_alphas"));
        Assert.Equal(golden.GetProperty("loss").GetDouble(), loss.to(ScalarType.Float64).item<double>(), wide ? 1e-9 : 1e-5);
        GoldenWeights.CheckGradients(weights, golden.GetProperty("grad_params_summary"), wide ? 1e-9 : 1e-3);
    }

    [Theory]
    [InlineData(true, NetworkForm.Straight)]
    [InlineData(false, NetworkForm.Straight)]
    [InlineData(true, NetworkForm.Fast)]
    [InlineData(false, NetworkForm.Fast)]
    public void Evaluation_network_gives_the_golden_logits_and_gradients(bool wide, NetworkForm form)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement golden = GoldenFile.Case("net/evaluation"), search = GoldenFile.Case("net/search");
        ScalarType type = wide ? ScalarType.Float64 : ScalarType.Float32;
        CdartsNetworks networks = Build(wide, new NetworkSettings { Form = form });
        using StatisticsBuffer statistics = new([.. networks.Evaluation.Norms], [], type, CPU);
        Weight[] weights = InGoldenOrder(networks.Evaluation.Weights);

        // Shared modules have the values that the search network's case gives them.
        JsonElement parameters = golden.GetProperty("params");
        GoldenWeights.Fill(weights, parameters, type);
        Weight[] searchWeights = InGoldenOrder(networks.Search.Weights);
        GoldenWeights.Fill(searchWeights, search.GetProperty("params"), type);
        using (no_grad())
        {
            Weight own = weights.Single(weight => weight.Name == "evaluation.ensemble");
            own.Value.copy_(GoldenFile.Make(parameters[0], type));
        }

        Tensor alphas = GoldenWeights.Alphas(search.GetProperty("alphas"), ScalarType.Float64);
        Genotype topology = TopologyDerivation.Derive(alphas.detach().data<double>().ToArray());
        networks.Evaluation.Adopt(topology);
        (Tensor logits, Tensor? ensemble) = networks.Evaluation.Forward(
            GoldenFile.Make(search.GetProperty("x"), type), ForwardPass.Evaluation, withEnsemble: true);
        F.cross_entropy(logits, Labels(search)).backward();

        Assert.Equal(GoldenGenotypes.Read(golden.GetProperty("genotype")), GoldenGenotypes.BySource(topology));
        Tolerance tolerance = new(wide, golden.GetProperty("f32_deviation"));
        tolerance.Check("logits", logits, golden.GetProperty("logits"));
        tolerance.Check("ensemble", ensemble!, golden.GetProperty("ensemble"));
        GoldenWeights.CheckGradients(weights, golden.GetProperty("grad_params_summary"), wide ? 1e-9 : 1e-3);
    }

    private static CdartsNetworks Build(bool wide, NetworkSettings form) =>
        CdartsNetworks.Build(
            Settings with { Form = form.Form, Stacking = form.Stacking, StackAnywhere = form.StackAnywhere }, 10, 32, 0, wide ? Precision.Float64 : Precision.Float32);

    private static Tensor Labels(JsonElement golden) =>
        tensor([.. golden.GetProperty("labels").EnumerateArray().Select(label => label.GetInt64())], dtype: ScalarType.Int64);

    /// <summary>The vectors list ensemble parameter, heads, stem, cells, linear.</summary>
    private static Weight[] InGoldenOrder(IEnumerable<Weight> weights) => [.. weights.OrderBy(weight => weight.Name switch
    {
        var name when name.EndsWith("ensemble", StringComparison.Ordinal) => 0,
        var name when SharedModules.IsHead(name) => 1,
        var name when name.Contains(".stem.", StringComparison.Ordinal) => 2,
        var name when name.Contains(".cells.", StringComparison.Ordinal) => 3,
        _ => 4,
    })];
}
