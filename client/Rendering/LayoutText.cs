using System.Globalization;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Rendering;

/// <summary>Words for runs whose networks are on different replicas.</summary>
internal static class LayoutText
{
    private const int MostNames = 3;

    /// <summary>Who holds what, and the pairs that exchange ensemble logits, as label and text.</summary>
    public static IEnumerable<(string Label, string Text)> Lines(ReplicaLayout? layout)
    {
        if (layout is not null)
        {
            yield return ("search on", Several(layout.Search));
            yield return ("evaluation", $"on {Several(layout.Evaluation)}");
            yield return ("pairs", Several([.. layout.Pairs.Select(pair => $"{pair.Search} with {pair.Evaluation} ({pair.Rows} pictures)")]));
        }
    }

    /// <summary>For example <c>waiting for the other side: search 3 %, evaluation 61 %; exchange 0.3 ms</c>; empty where the networks are together.</summary>
    public static string Waits(RunProgress progress)
    {
        if (progress is not { SearchWait: { } search, EvaluationWait: { } evaluation })
        {
            return "";
        }

        string exchange = progress.ExchangeSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"; exchange {seconds * 1e3:0.0} ms") : "";
        return string.Create(CultureInfo.InvariantCulture, $"waiting for the other side: search {search * 100:0} %, evaluation {evaluation * 100:0} %{exchange}");
    }

    private static string Several(IReadOnlyList<string> names) =>
        names.Count <= MostNames ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNames - 1))} and {names.Count - MostNames + 1} more";
}
