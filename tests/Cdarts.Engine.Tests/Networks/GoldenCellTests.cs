using System.Text.Json;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks;

public class GoldenCellTests
{
    [Theory]
    [InlineData("normal", true, NetworkForm.Straight)]
    [InlineData("normal", false, NetworkForm.Straight)]
    [InlineData("reduction", true, NetworkForm.Straight)]
    [InlineData("reduction", false, NetworkForm.Straight)]
    [InlineData("normal", true, NetworkForm.Fast)]
    [InlineData("normal", false, NetworkForm.Fast)]
    [InlineData("reduction", true, NetworkForm.Fast)]
    [InlineData("reduction", false, NetworkForm.Fast)]
    public void Cell_gives_the_golden_output_and_gradients(string kind, bool wide, NetworkForm form)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement golden = GoldenFile.Case("cell/" + kind);
        bool reduction = kind == "reduction";
        ScalarType type = wide ? ScalarType.Float64 : ScalarType.Float32;
        using Generator generator = new(1);
        Declarations declare = new("", generator, type, CPU);
        CellParts parts = DartsCells.Parts(declare, DartsCells.Place(reduction, false, 6, 6, 4, 8));
        CellForms forms = CellForms.For(form, new NumberTypes(type, null), CPU);
        ISearchCell cell = forms.SearchCell(parts, index: 0, EdgeAggregation.Sum);
        using StatisticsBuffer statistics = new(declare.Norms, [], type, CPU);
        GoldenWeights.Fill(declare.Weights, golden.GetProperty("params"), type);
        Tensor alphas = GoldenWeights.Alphas(golden.GetProperty("alphas"), type, reduction);
        Tensor s0 = GoldenFile.Make(golden.GetProperty("s0"), type).requires_grad_();
        Tensor s1 = GoldenFile.Make(golden.GetProperty("s1"), type).requires_grad_();

        Tensor y = forms.Layout.Leave(cell.Forward(forms.Layout.Enter(s0), forms.Layout.Enter(s1), new ArchitectureWeights(alphas), ForwardPass.Search), parts.Place);
        (y * GoldenFile.Make(golden.GetProperty("upstream_grad"), type)).sum().backward();

        Tolerance tolerance = new(wide, golden.GetProperty("f32_deviation"));
        tolerance.Check("y", y, golden.GetProperty("y"));
        tolerance.Check("grad_s0", s0.grad!, golden.GetProperty("grad_s0"));
        tolerance.Check("grad_s0", s1.grad!, golden.GetProperty("grad_s1"));
        int first = reduction ? 14 : 0;
        tolerance.Check("grad_alphas", alphas.grad!.slice(0, first, first + 14, 1), golden.GetProperty("grad_alphas"));
        GoldenWeights.CheckGradients(declare.Weights, golden.GetProperty("grad_params_summary"), wide ? 1e-9 : 1e-4);
    }
}
