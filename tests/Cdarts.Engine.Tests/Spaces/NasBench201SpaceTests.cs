using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Spaces;

/// <summary>Specification, 1.6 and 1.7.</summary>
public sealed class NasBench201SpaceTests
{
    private static readonly NetworkSettings Published = new()
    {
        Space = "nasbench201", StemMultiplier = 1, SearchCells = 17, EvaluationCells = 17, EdgeAggregation = EdgeAggregation.Sum,
    };

    [Fact]
    public void Counts_are_the_printed_ones()
    {
        NetworkLayout layout = new(Published, 17, 32);
        Assert.Equal(15, layout.Cells.Count(place => place.Kind == 0));
        Assert.Equal([5, 11], layout.HeadCells);
        Assert.Equal(1_684_864, NetworkCost.SearchCells(layout).Parameters);
        Assert.Equal(464, NetworkCost.StemCost(Published, 32).Parameters);
        Assert.Equal(464 + 1_684_864 + 405_002 + 409_098 + 650 + 3, NetworkCost.Search(Published, 10, 32).Parameters);
    }

    [Fact]
    public void Cells_need_the_stem_to_have_their_channels()
    {
        string sentence = Assert.Throws<CdartsException>(() => CdartsNetworks.Build(Published with { StemMultiplier = 3 }, 10, 32, seed: 1)).Message;
        Assert.StartsWith("The stem multiplier is 3, but cells of the search space nasbench201 take the stem's channels as they are: use 1 ", sentence);

        RetrainNetworkSettings retrained = new() { Channels = 4, StemMultiplier = 3, Cells = 3 };
        Assert.Equal(sentence, Assert.Throws<CdartsException>(() => RetrainNetwork.Build(retrained, Cell(3, 1, 2, 0, 4, 3), 10, 32, seed: 1)).Message);
    }

    [Fact]
    public void Built_networks_have_the_counted_weights()
    {
        using DisposeScope scope = NewDisposeScope();
        NetworkSettings settings = Published with { Channels = 4, SearchCells = 5, EvaluationCells = 6 };
        CdartsNetworks networks = CdartsNetworks.Build(settings, 10, 32, seed: 1);
        Assert.Equal([6, 5], networks.Alphas.Shape);
        Assert.Equal(NetworkCost.Search(settings, 10, 32).Parameters, networks.Search.Weights.Sum(weight => weight.Count));
        Genotype topology = Cell(3, 1, 2, 0, 4, 3);
        Func<string, bool> uses = networks.Evaluation.Uses(topology);
        long used = networks.Evaluation.Weights.Where(weight => !EvaluationNetwork.IsCandidate(weight.Name) || uses(weight.Name)).Sum(weight => weight.Count);
        Assert.Equal(NetworkCost.Evaluation(settings, topology, 10, 32).Parameters, used);
    }

    /// <summary>A cell of one operation on the edge 3-0 and none elsewhere is that operation.</summary>
    [Fact]
    public void None_gives_zeros_and_a_skip_connection_its_input()
    {
        using DisposeScope scope = NewDisposeScope();
        CdartsNetworks networks = CdartsNetworks.Build(Published with { Channels = 2, SearchCells = 3, EvaluationCells = 4 }, 10, 32, seed: 1);
        Tensor x = ones(2, 3, 32, 32);
        using StatisticsBuffer statistics = new(networks.Evaluation.Norms, [], ScalarType.Float32, CPU);
        Tensor Logits(Genotype topology)
        {
            networks.Evaluation.Adopt(topology);
            return networks.Evaluation.Forward(x, ForwardPass.Inference, withEnsemble: false).Logits;
        }

        Tensor skipped = Logits(Cell(0, 0, 0, 1, 0, 0)), zero = Logits(Cell(0, 0, 0, 0, 0, 0));
        Assert.True(zero[0].allclose(zero[1], 0, 0));
        Assert.False(skipped.allclose(zero));

        // 1-0 and 3-1 as skip connections are a way from input to output too.
        Assert.True(Logits(Cell(1, 0, 0, 0, 1, 0)).allclose(skipped, 0, 0));
        Assert.True(Logits(Cell(1, 0, 0, 0, 0, 0)).allclose(zero, 0, 0));
    }

    [Fact]
    public void Every_edge_is_kept_with_its_strongest_candidate_none_included()
    {
        double[] alphas = new double[30];
        int[] strongest = [0, 4, 1, 3, 2, 0];
        for (int edge = 0; edge < 6; edge++)
        {
            alphas[(edge * 5) + strongest[edge]] = 1;
        }

        Assert.Equal(Cell(strongest), TopologyDerivation.Derive(alphas, NasBench201Space.Instance));
        Assert.Throws<ArgumentException>(() => TopologyDerivation.Derive(new double[224], NasBench201Space.Instance));
    }

    [Fact]
    public void Genotypes_survive_their_text()
    {
        Genotype genotype = Cell(0, 1, 2, 3, 4, 0);
        string text = GenotypeJson.Write(genotype);
        Assert.Equal(genotype, GenotypeJson.Read(text, "test"));
        Assert.Equal(
            "test is of another search space than 'darts'.",
            Assert.Throws<CdartsException>(() => GenotypeJson.Read(text, "test", DartsSpace.Instance)).Message);
    }

    [Theory]
    [InlineData(NetworkForm.Fast)]
    [InlineData(NetworkForm.Straight)]
    public void A_search_runs_through_its_phases(NetworkForm form)
    {
        CdartsSettings settings = TinyRun.Settings with
        {
            Network = Published with { Channels = 2, SearchCells = 4, EvaluationCells = 4, Form = form },
            Regulariser = new() { Operations = ["none"] },
        };
        using CdartsTrainer trainer = TinyRun.Trainer(settings);
        List<double> losses = [];
        Genotype found = trainer.Search((_, figures) => losses.Add(figures.SearchLoss ?? figures.EvaluationLoss ?? 0));
        Assert.Same(NasBench201Space.Instance, found.Space);
        Assert.Equal(2 + (2 * 4), losses.Count);
        Assert.All(losses, loss => Assert.True(double.IsFinite(loss)));
    }

    [Fact]
    public void Only_what_the_settings_name_is_regularised()
    {
        using DisposeScope scope = NewDisposeScope();
        CdartsNetworks networks = CdartsNetworks.Build(Published with { Channels = 2, SearchCells = 3, EvaluationCells = 3 }, 10, 32, seed: 1);
        RegularizedDartsMutator mutator = new(networks.Alphas, new RegulariserSettings { Operations = ["none"] }, NasBench201Space.Instance);
        double expected = mutator.ToArray().Where((_, i) => i % 5 == 0).Sum(Math.Abs);
        Assert.Equal(expected, mutator.Regulariser().item<float>(), 1e-6);
        Assert.Equal(
            "regulariser.operations names 'sep_conv_3x3': use names from none, skip_connect, nor_conv_1x1, nor_conv_3x3, avg_pool_3x3.",
            Assert.Throws<CdartsException>(
                () => new RegularizedDartsMutator(networks.Alphas, new RegulariserSettings { Operations = ["sep_conv_3x3"] }, NasBench201Space.Instance)).Message);
    }

    /// <summary>Operations of the edges 1-0, 2-0, 2-1, 3-0, 3-1, 3-2.</summary>
    internal static Genotype Cell(params int[] operations) => new(
        NasBench201Space.Instance,
        [new CellGenotype([[new(operations[0], 0)], [new(operations[1], 0), new(operations[2], 1)], [new(operations[3], 0), new(operations[4], 1), new(operations[5], 2)]])]);
}
