using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Engine.Tests.Spaces.Formats;

public sealed class CreamJsonTests
{
    private static readonly string Text = CreamText.Write(GenotypeJsonTests.Published);
    private static readonly string File = $$"""{"0": "{{Text}}", "1": "{{Text}}", "2": "{{Text}}"}""";

    [Fact]
    public void The_file_is_as_Cream_writes_it() => Assert.Equal(File, CreamJson.Write(GenotypeJsonTests.Published));

    [Fact]
    public void The_file_is_read() => Assert.Equal(GenotypeJsonTests.Published, GenotypeFile.Parse(File, "f.json"));

    [Fact]
    public void Stages_may_be_written_differently() => Assert.Equal(
        GenotypeJsonTests.Published,
        GenotypeFile.Parse($$"""{"2": "{{Text.Replace(" ", "")}}", "1": "{{Text}}", "0": "{{Text.Replace("range(2, 6)", "[2, 3, 4, 5]")}}"}""", "f.json"));

    [Fact]
    public void A_cell_per_stage_is_not_supported()
    {
        string other = CreamText.Write(PublishedCells.Get("p-darts").Genotype);
        Assert.Equal(
            "f.json has another cell in stage 2 than in stage 0, but one cell per stage is not supported: give all stages the same.",
            Refusal($$"""{"0": "{{Text}}", "1": "{{Text}}", "2": "{{other}}"}"""));
    }

    [Fact]
    public void Anything_else_is_refused_in_one_sentence()
    {
        Assert.Equal("f.json must have the stages \"0\", \"1\" and \"2\" and nothing else.", Refusal($$"""{"0": "{{Text}}"}"""));
        Assert.Equal(
            "f.json must have the stages \"0\", \"1\" and \"2\" and nothing else.", Refusal(File.Replace("\"2\"", "\"3\"")));
        Assert.Equal("f.json: stage 1 is not the text of a genotype, Genotype(normal=...).", Refusal($$"""{"0": "{{Text}}", "1": 5, "2": ""}"""));
        Assert.Equal(
            "f.json: stage 1 (line 1, column 1): 'Genotype(' is expected here, but the text ends.", Refusal($$"""{"0": "{{Text}}", "1": "", "2": ""}"""));
        Assert.Equal("f.json is not valid JSON, so no genotype can be read from it.", Refusal($$"""{"0": "", "0": ""}"""));
        Assert.Equal("f.json is not valid JSON (line 1), so no genotype can be read from it.", Refusal("{\"0\": \"\""));
    }

    private static string Refusal(string text) => Assert.Throws<CdartsException>(() => GenotypeFile.Parse(text, "f.json")).Message;
}
