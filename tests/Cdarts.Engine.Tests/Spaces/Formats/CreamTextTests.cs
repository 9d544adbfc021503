using Cdarts.Engine.Spaces.Formats;
using Cdarts.Engine.Spaces;
using CsCheck;

namespace Cdarts.Engine.Tests.Spaces.Formats;

public sealed class CreamTextTests
{
    private const string Published =
        "Genotype(normal=[[('sep_conv_3x3', 0), ('sep_conv_3x3', 1)], [('sep_conv_3x3', 1), ('sep_conv_3x3', 2)], [('sep_conv_3x3', 0), ('sep_conv_3x3', 1)],"
        + " [('skip_connect', 0), ('skip_connect', 2)]], normal_concat=range(2, 6), reduce=[[('sep_conv_5x5', 1), ('max_pool_3x3', 0)], [('dil_conv_5x5', 2),"
        + " ('skip_connect', 0)], [('sep_conv_3x3', 0), ('sep_conv_5x5', 1)], [('sep_conv_3x3', 0), ('dil_conv_5x5', 2)]], reduce_concat=range(2, 6))";

    /// <summary>As DARTS has its second-order cell in its source: flat, the states by name.</summary>
    private const string Flat = """
        Genotype(
          normal=[("sep_conv_3x3", 0), ("sep_conv_3x3", 1), ("sep_conv_3x3", 0), ("sep_conv_3x3", 1), ("sep_conv_3x3", 1),
                  ("skip_connect", 0), ("skip_connect", 0), ("dil_conv_3x3", 2)],
          normal_concat=[2, 3, 4, 5],
          reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0),
                  ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)],
          reduce_concat=[2, 3, 4, 5])
        """;

    [Fact]
    public void The_text_is_as_Cream_prints_it() => Assert.Equal(Published, CreamText.Write(GenotypeJsonTests.Published));

    [Fact]
    public void Any_genotype_comes_back_equal() => GenotypeJsonTests.AnyGenotype.Sample(
        genotype => Assert.Equal(genotype, CreamText.Read(CreamText.Write(genotype), "test")), iter: 300);

    [Fact]
    public void The_flat_form_is_read() => Assert.Equal(PublishedCells.Get("darts-v2").Genotype, CreamText.Read(Flat, "test"));

    [Theory]
    [InlineData(" ", "")]
    [InlineData(" ", "\n\t ")]
    [InlineData("'", "\"")]
    [InlineData("range(2, 6)", "[2, 3, 4, 5]")]
    [InlineData("range(2, 6)", "[2,3,4,5,]")]
    [InlineData(")], [", "),],\r\n[")]
    [InlineData("[[", " [ [ ")]
    [InlineData("reduce_concat=range(2, 6)", "reduce_concat = range ( 2 , 6 ) , ")]
    public void White_space_quotes_and_commas_at_the_end_are_free(string old, string other) =>
        Assert.Equal(GenotypeJsonTests.Published, CreamText.Read($" \n{Published.Replace(old, other)}\n", "test"));

    [Fact]
    public void Fields_come_in_any_order()
    {
        string[] parts = Published["Genotype(".Length..^1].Split(", reduce=");
        Assert.Equal(GenotypeJsonTests.Published, CreamText.Read($"Genotype(reduce={parts[1]}, {parts[0]})", "test"));
    }

    /// <summary>The place is where the mark stands.</summary>
    [Theory]
    [InlineData("[('sep_conv_3x3', 0), (", "[(¤'conv_9x9', 0), (", "normal node 0 has the unknown operation 'conv_9x9'; there are max_pool_3x3, avg_pool_3x3, skip_connect, sep_conv_3x3, sep_conv_5x5, dil_conv_3x3, dil_conv_5x5.")]
    [InlineData("[('sep_conv_3x3', 0), (", "[\n (¤'none', 0), (", "normal node 0 keeps the operation 'none', which is never kept.")]
    [InlineData("('sep_conv_3x3', 0), ('sep_conv_3x3', 1)]", "('sep_conv_3x3', 0)¤]", "normal node 0 has 1 edges; each node keeps 2.")]
    [InlineData("('max_pool_3x3', 0)]", "('max_pool_3x3', 0), ¤('skip_connect', 1)]", "reduce node 0 has more than 2 edges; each node keeps 2.")]
    [InlineData("('max_pool_3x3', 0)", "('max_pool_3x3', ¤2)", "reduce node 0 has an edge from state 2; it can read the states 0 to 1 (the cell's two inputs and the earlier nodes).")]
    [InlineData("('max_pool_3x3', 0)", "¤('max_pool_3x3', 1)", "reduce node 0 has two edges from state 1; they must come from different states.")]
    [InlineData("('max_pool_3x3', 0)", "('max_pool_3x3', ¤-1)", "the number of a state is expected here, but there is '-'.")]
    [InlineData("('max_pool_3x3', 0)", "('max_pool_3x3', ¤0000000000)", "this number is too large.")]
    [InlineData("('max_pool_3x3', 0)", "(¤max_pool_3x3, 0)", "an operation in quotes is expected here, but there is 'm'.")]
    [InlineData("('max_pool_3x3', 0)", "(¤'max_pool\\x', 0)", "this string does not end in its line or has a backslash in it.")]
    [InlineData("('max_pool_3x3', 0)", "(¤'max_pool\n', 0)", "this string does not end in its line or has a backslash in it.")]
    [InlineData("('max_pool_3x3', 0)", "('max_pool_3x3' ¤0)", "',' is expected here, but there is '0'.")]
    [InlineData(", [('skip_connect', 0), ('skip_connect', 2)]]", "¤]", "normal has 3 nodes where there must be 4.")]
    [InlineData("('skip_connect', 2)]]", "('skip_connect', 2)], ¤[]]", "normal has more than its 4 nodes.")]
    [InlineData("normal_concat=range(2, 6)", "normal_concat=¤range(2, 5)", "normal_concat must name all nodes: range(2, 6) or [2, 3, 4, 5].")]
    [InlineData("normal_concat=range(2, 6)", "normal_concat=¤range(6)", "normal_concat must name all nodes: range(2, 6) or [2, 3, 4, 5].")]
    [InlineData("normal_concat=range(2, 6)", "normal_concat=¤list(2, 6)", "normal_concat must name all nodes: range(2, 6) or [2, 3, 4, 5].")]
    [InlineData("normal_concat=range(2, 6)", "normal_concat=¤[2, 3, 4]", "normal_concat must name all nodes: range(2, 6) or [2, 3, 4, 5].")]
    [InlineData("normal_concat=range(2, 6)", "normal_concat=¤[5, 4, 3, 2]", "normal_concat must name all nodes: range(2, 6) or [2, 3, 4, 5].")]
    [InlineData("normal_concat=range(2, 6)", "normal_concat=¤(2, 6)", "range(2, 6) or [2, 3, 4, 5] is expected here, but there is '('.")]
    [InlineData(", reduce_concat=range(2, 6))", "¤)", "the field reduce_concat is missing; there must be normal, normal_concat, reduce, reduce_concat.")]
    [InlineData(", reduce_concat=range(2, 6)", ", ¤normal_concat=range(2, 6)", "the field normal_concat is there twice.")]
    [InlineData("normal=", "¤ordinary=", "'ordinary' is no field; there are normal, normal_concat, reduce, reduce_concat.")]
    [InlineData("normal=", "normal¤:", "'=' is expected here, but there is ':'.")]
    [InlineData("reduce_concat=range(2, 6))", "reduce_concat=range(2, 6))¤; import os", "there is more text behind the genotype, where it must end.")]
    [InlineData("reduce_concat=range(2, 6))", "reduce_concat=range(2, 6)¤", "',' or ')' is expected here, but the text ends.")]
    [InlineData("Genotype(", "\r\n\n ¤Genotypes(", "'Genotype(' is expected here, but there is 'Genotypes'.")]
    [InlineData("Genotype(", "Genotype¤[", "'(' is expected here, but there is '['.")]
    public void What_cannot_be_built_is_refused_with_its_place(string old, string other, string problem) => Refuses(Published, old, other, problem);

    [Theory]
    [InlineData(", (\"dil_conv_3x3\", 2)]", "¤]", "normal has 7 edges where there must be 8.")]
    [InlineData("(\"dil_conv_3x3\", 2)]", "(\"dil_conv_3x3\", 2), ¤(\"dil_conv_3x3\", 3)]", "normal has more than its 4 nodes.")]
    [InlineData("(\"sep_conv_3x3\", 1), (\"sep_conv_3x3\", 0)", "(\"sep_conv_3x3\", ¤2), (\"sep_conv_3x3\", 0)", "normal node 0 has an edge from state 2; it can read the states 0 to 1 (the cell's two inputs and the earlier nodes).")]
    [InlineData("(\"skip_connect\", 0), (\"dil", "¤[(\"skip_connect\", 0)], (\"dil", "'(' is expected here, but there is '['.")]
    public void The_flat_form_has_the_same_rules(string old, string other, string problem) => Refuses(Flat, old, other, problem);

    private static void Refuses(string text, string old, string other, string problem)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0);
        string marked = string.Concat(text.AsSpan(0, at), other, text.AsSpan(at + old.Length));
        string[] before = marked[..marked.IndexOf('¤')].Split('\n');
        string message = Assert.Throws<CdartsException>(() => CreamText.Read(marked.Replace("¤", ""), "f.txt")).Message;
        Assert.Equal($"f.txt (line {before.Length}, column {before[^1].Length + 1}): {problem}", message);
    }

    /// <summary>Cut anywhere, the text is refused in one sentence; nothing else ever leaves the parser.</summary>
    [Fact]
    public void Any_beginning_is_refused()
    {
        for (int length = 0; length < Published.Length; length++)
        {
            string message = Assert.Throws<CdartsException>(() => CreamText.Read(Published[..length], "f.txt")).Message;
            Assert.StartsWith("f.txt (line 1, column ", message);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void Any_change_of_one_character_is_read_or_refused()
    {
        foreach (char other in "()[],='\"\\ \n0z\0é")
        {
            for (int at = 0; at < Published.Length; at++)
            {
                string changed = string.Concat(Published.AsSpan(0, at), other.ToString(), Published.AsSpan(at + 1));
                Exception? problem = Record.Exception(() => CreamText.Read(changed, "f.txt"));
                Assert.True(problem is null or CdartsException, $"{changed}: {problem}");
                Assert.DoesNotContain('\n', problem?.Message ?? "");
            }
        }
    }

    [Fact]
    public void A_long_name_is_shortened() => Assert.Contains(
        $"the unknown operation '{new string('x', 40)}...';",
        Assert.Throws<CdartsException>(() => CreamText.Read($"Genotype(normal=[[('{new string('x', 5000)}', 0)]])", "f.txt")).Message);

    [Fact]
    public void An_impossible_genotype_is_not_written()
    {
        CellGenotype cell = GenotypeJsonTests.Published.Normal;
        Assert.Throws<CdartsException>(() => CreamText.Write(new(cell, new CellGenotype([[new(Primitives.None, 0), new(0, 1)], .. cell.Nodes.Skip(1)]))));
        Assert.Throws<CdartsException>(() => CreamText.Write(new(cell, new CellGenotype([.. cell.Nodes.Take(3)]))));
        Assert.Throws<CdartsException>(() => CreamText.Write(new(cell, new CellGenotype([[new(9, 0), new(0, -1)], .. cell.Nodes.Skip(1)]))));
    }
}
