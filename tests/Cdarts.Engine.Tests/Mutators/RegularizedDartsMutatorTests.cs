using System.Text.Json;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Mutators;

public class RegularizedDartsMutatorTests
{
    [Fact]
    public void Nni_members_value_and_gradient_are_the_golden_ones()
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement golden = GoldenFile.Case("regulariser");
        Weight alphas = new("alphas", GoldenWeights.Alphas(golden.GetProperty("alphas"), ScalarType.Float64));
        RegularizedDartsMutator mutator = new(alphas, CdartsSettings.Nni.Regulariser);

        int row = 0;
        foreach (JsonProperty edge in golden.GetProperty("members").EnumerateObject())
        {
            int[] members = [.. Enumerable.Range(0, 8).Where(candidate => mutator.IsRegularised(row, candidate))];
            Assert.Equal(edge.Value.EnumerateArray().Select(member => member.GetInt32()), members);
            row++;
        }

        Tensor regulariser = mutator.Regulariser();
        mutator.AddRegulariserGradient(1);
        Assert.Equal(28, row);
        Assert.Equal(golden.GetProperty("value").GetDouble(), regulariser.item<double>(), 1e-9);
        Assert.True(GoldenFile.Deviation(alphas.Value.grad!, GoldenFile.Expected(golden.GetProperty("grad_alphas"))) < 1e-9);
    }

    /// <summary>spec 10.3: pools and all skips of both cell types, each once.</summary>
    [Fact]
    public void Cream_members_give_the_printed_sum()
    {
        using DisposeScope scope = NewDisposeScope();
        RegularizedDartsMutator mutator = new(Printed(), CdartsSettings.Cream.Regulariser);
        Assert.Equal(15.96616300, mutator.Regulariser().item<double>(), 8);
    }

    [Fact]
    public void A_cut_candidate_weighs_nothing_and_survives_optimizer_steps()
    {
        using DisposeScope scope = NewDisposeScope();
        Weight alphas = Printed();
        RegularizedDartsMutator mutator = new(alphas, CdartsSettings.Cream.Regulariser);
        double[] before = mutator.ToArray();
        mutator.CutChoices(3);

        double[] after = mutator.ToArray();
        for (int row = 0; row < 28; row++)
        {
            int[] weakest = [.. Enumerable.Range(0, 8).OrderBy(o => before[(row * 8) + o]).Take(3)];
            Assert.All(Enumerable.Range(0, 8), o => Assert.Equal(weakest.Contains(o), double.IsNegativeInfinity(after[(row * 8) + o])));
        }

        (ArchitectureWeights weights, Tensor regulariser) = mutator.ResetWithLoss();
        Assert.True(double.IsFinite(regulariser.item<double>()));
        (regulariser + weights.Of(0, 0, 3)).backward();
        Tensor cut = alphas.Value.isneginf();
        Tensor first = zeros_like(alphas.Value), second = zeros_like(alphas.Value);
        Engine.Optimizers.Adam.Step(alphas.Value, alphas.Value.grad!, first, second, 1, new AdamSettings { WeightDecay = .1 });
        mutator.KeepCut(cut);
        Assert.Equal(after.Select(double.IsNegativeInfinity), mutator.ToArray().Select(double.IsNegativeInfinity));
        Assert.DoesNotContain(mutator.ToArray(), double.IsNaN);
    }

    [Fact]
    public void An_unknown_operation_is_refused_by_name()
    {
        CdartsException refusal = Assert.Throws<CdartsException>(
            () => new RegularizedDartsMutator(Printed(), new RegulariserSettings { Operations = ["conv_7x7"] }));
        Assert.Contains("'conv_7x7'", refusal.Message);
    }

    private static Weight Printed() => new("alphas", tensor(PrintedCase.Alphas(), [28, 8]));
}
