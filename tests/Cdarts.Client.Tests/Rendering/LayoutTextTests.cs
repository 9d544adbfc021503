using Cdarts.Client.Rendering;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console.Testing;

namespace Cdarts.Client.Tests.Rendering;

public sealed class LayoutTextTests
{
    private static readonly ReplicaLayout Layout = new(["s1/cpu", "s2/cpu"], ["s3/cpu"], [new("s1/cpu", "s3/cpu", 0, 16), new("s2/cpu", "s3/cpu", 16, 16)]);

    [Fact]
    public void Who_holds_what_and_who_exchanges_with_whom() => Assert.Equal(
        [
            ("search on", "s1/cpu, s2/cpu"), ("evaluation", "on s3/cpu"),
            ("pairs", "s1/cpu with s3/cpu (16 pictures), s2/cpu with s3/cpu (16 pictures)"),
        ],
        LayoutText.Lines(Layout));

    [Fact]
    public void Long_lists_are_cut()
    {
        string[] many = [.. Enumerable.Range(1, 9).Select(number => $"s{number}")];

        Assert.Equal(("search on", "s1, s2 and 7 more"), LayoutText.Lines(Layout with { Search = many }).First());
    }

    [Fact]
    public void Networks_that_are_together_have_nothing_to_tell()
    {
        Assert.Empty(LayoutText.Lines(null));
        Assert.Equal("", LayoutText.Waits(Samples.Progress(3, 4)));
    }

    [Fact]
    public void Waits_are_shares_of_the_step()
    {
        RunProgress progress = Samples.Progress(3, 4) with { SearchWait = 0.03, EvaluationWait = 0.612 };

        Assert.Equal("waiting for the other side: search 3 %, evaluation 61 %", LayoutText.Waits(progress));
        Assert.Equal("waiting for the other side: search 3 %, evaluation 61 %; exchange 0.3 ms", LayoutText.Waits(progress with { ExchangeSeconds = 0.00031 }));
    }

    [Fact]
    public async Task A_console_shows_both_as_lines_and_in_its_picture()
    {
        using StringWriter lines = new();
        using TestConsole console = new();
        FakeTimeProvider time = new(Samples.Start);
        RunView view = new("demo");
        RunEvent[] events =
        [
            new GroupFormed(Samples.At(1), Samples.Start, ["s1/cpu", "s2/cpu", "s3/cpu"], Layout),
            new ProgressMade(Samples.At(2), Samples.Start, Samples.Progress(3, 4) with { SearchWait = 0.03, EvaluationWait = 0.612 }),
        ];
        PlainRunDisplay display = new(lines, console, new FakeEngineTools(), time, new("demo", "/runs/demo", 3));
        await display.ShowAsync(show =>
        {
            Array.ForEach(events, show);
            return Task.FromResult(Samples.Status(RunState.Stopped));
        });
        Array.ForEach(events, view.Apply);
        console.Write(new RunFrame(new FakeEngineTools(), time).Draw(view, unicode: true));

        foreach (string text in new[] { lines.ToString(), console.Output })
        {
            Assert.Contains("evaluation on s3/cpu", text);
            Assert.Contains("waiting for the other side: search 3 %, evaluation 61 %", text);
        }

        view.Apply(new GroupFormed(Samples.At(3), Samples.Start, ["s1/cpu"], null));
        Assert.Null(view.Layout);
    }
}
