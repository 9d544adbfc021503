using System.Globalization;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Training.Layouts.Estimates;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Layouts;

/// <summary>The tables of docs/layouts.md: shares of halves measured here, the rest arithmetic.</summary>
internal static class LayoutPage
{
    private const int Pictures = 8;

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        int rounds = new CommandLine(arguments, ["--rounds"], []).Number("--rounds", 5);
        set_num_threads(1);
        output.WriteLine($"{Machine.Description}. Load average before: {Machine.LoadAverage}.");
        (PublishedSearch Search, LayoutCosts Measured)[] measured = [.. PublishedSearch.All.Select(search => (search, search.Measure(Pictures, rounds)))];
        Constants(output, measured);
        foreach ((PublishedSearch search, LayoutCosts costs) in measured)
        {
            MemoryTable.Write(output, search);
            TimeTable.Write(output, search, search.OnPublishedDevice(costs));
            ChoiceTable.Write(output, search, costs, "as measured on this CPU");
            ChoiceTable.Write(output, search, search.ByMultiplyAdds(costs), "by multiply-adds");
        }
    }

    private static void Constants(TextWriter output, IReadOnlyList<(PublishedSearch Search, LayoutCosts Measured)> measured)
    {
        output.WriteLine();
        output.WriteLine($"Milliseconds per picture of each half on this CPU, one thread, {Pictures} pictures, float32; shares of a joint step; bytes of gradients and of the exchange:");
        output.WriteLine();
        output.WriteLine(
            "| search | search half | evaluation half | update 2 | evaluation warm-up | shares of a joint step | by multiply-adds | search work over evaluation work | by multiply-adds"
            + " | MB search, evaluation, shared | bytes per picture, one way |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach ((PublishedSearch search, LayoutCosts costs) in measured)
        {
            LayoutCosts counted = search.ByMultiplyAdds(costs);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {search.Name} | {costs.SearchHalf * 1e3:F1} | {costs.EvaluationHalf * 1e3:F1} | {costs.SearchWeights * 1e3:F1} | {costs.EvaluationAlone * 1e3:F1} | {Shares(costs)} |"
                + $" {Shares(counted)} | {costs.Ratio:F1} | {counted.Ratio:F1} | {costs.SearchBytes / 1e6:F1}, {costs.EvaluationBytes / 1e6:F1}, {costs.SharedBytes / 1e6:F3} | {costs.ExchangeBytes:F0} |"));
        }
    }

    private static string Shares(LayoutCosts costs)
    {
        double all = costs.SearchHalf + costs.EvaluationHalf + costs.SearchWeights;
        return string.Create(CultureInfo.InvariantCulture, $"{costs.SearchHalf / all:F2} + {costs.EvaluationHalf / all:F2} + {costs.SearchWeights / all:F2}");
    }
}
