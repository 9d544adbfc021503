using Cdarts.Engine.Native;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Stacked;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// The pair of networks of a run with their initial weights. Everything random comes from one generator seeded with the run's seed, in a fixed
/// order; nothing else in a run uses torch's random numbers.
/// </summary>
public sealed class CdartsNetworks
{
    private CdartsNetworks(SearchNetwork search, EvaluationNetwork evaluation, Weight alphas)
    {
        Search = search;
        Evaluation = evaluation;
        Alphas = alphas;
    }

    /// <summary>The search network.</summary>
    public SearchNetwork Search { get; }

    /// <summary>The evaluation network; it has no topology yet.</summary>
    public EvaluationNetwork Evaluation { get; }

    /// <summary>Architecture logits [edges of all kinds of cells, candidates], in the DARTS space [28, 8], normal cell first; drawn from 1e-3 N(0, 1).</summary>
    public Weight Alphas { get; }

    /// <summary>
    /// Builds both networks. On the CPU the calling thread is set to use one LibTorch thread: small operations lose more to waiting than they win by
    /// sharing, and the numbers then do not depend on the number of cores.
    /// </summary>
    /// <param name="settings">Shape.</param>
    /// <param name="classes">K.</param>
    /// <param name="imageSize">Height and width of the pictures; a multiple of 32, with the ImageNet and ResNet stems at least 96.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="precision">Element type.</param>
    /// <param name="device">Device; CPU if null.</param>
    /// <exception cref="CdartsException">The shape is impossible; the message names the setting.</exception>
    public static CdartsNetworks Build(
        NetworkSettings settings, int classes, int imageSize, long seed, Precision precision = Precision.Float32, Device? device = null)
    {
        NativeRuntime.Initialize();
        NetworkCheck.Require(settings, imageSize);
        settings.SearchSpace().Require(settings);
        DeviceSelection.LimitThreads(device ?? CPU);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using Generator generator = new(unchecked((ulong)seed));
        NumberTypes numbers = NumberTypes.Of(precision);
        BatchStatistics statistics = new();
        Declarations Root(string prefix) => new(prefix, generator, numbers.Weights, device ?? CPU, statistics, numbers.Compute);

        NetworkLayout searchLayout = new(settings, settings.SearchCells, imageSize);
        NetworkLayout evaluationLayout = new(settings, settings.EvaluationCells, imageSize);

        Declarations shared = Root("shared"), search = Root("search"), evaluation = Root("evaluation");
        bool ownEnsembles = settings.Ensemble == EnsembleKind.PerNetwork;
        Weight searchEnsemble = Ensemble(ownEnsembles ? search : shared, ownEnsembles);
        Weight evaluationEnsemble = ownEnsembles ? Ensemble(evaluation, ownEnsembles) : searchEnsemble;
        SharedModules searchModules = SharedModules.Create(settings.ShareModules ? shared : search, settings, searchLayout, searchEnsemble, classes);
        SharedModules evaluationModules = settings.ShareModules
            ? searchModules with { Ensemble = evaluationEnsemble }
            : SharedModules.Create(evaluation, settings, evaluationLayout, evaluationEnsemble, classes);

        SearchSpace space = searchLayout.Space;
        CellForms forms = space.Forms(settings, numbers, device ?? CPU);
        SearchNetwork searchNetwork = new(shared, search, searchModules, searchLayout, settings, classes, forms);
        if (settings.Stacking != StackingChoice.Auto)
        {
            searchNetwork.Use(StackingPlan.Uniform(searchNetwork.StackingShapes, Enum.Parse<StackingKind>(settings.Stacking.ToString())));
        }

        return new CdartsNetworks(
            searchNetwork,
            new EvaluationNetwork(shared, evaluation, evaluationModules, evaluationLayout, settings, classes, forms),
            Root("").Declare("alphas", randn([space.AlphaRows, space.Candidates.Count], dtype: ScalarType.Float64, generator: generator)
                .mul_(1e-3).to(numbers.Weights).to(device ?? CPU)));
    }

    /// <summary>Cream starts from 0.333 U(0, 1), NNI from U(0, 1) / 3 (1.5).</summary>
    private static Weight Ensemble(Declarations declare, bool own) =>
        declare.Declare("ensemble", declare.Uniform([3]).mul_(own ? 1.0 / 3 : 0.333));
}
