using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Runs;

public sealed class RunNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("A.b_c-1")]
    [InlineData("2026")]
    public void Letters_digits_and_three_signs_are_a_name(string name) => RunName.Check(name);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("-flag")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ü")]
    [InlineData("a\0b")]
    public void Anything_else_is_not(string name) =>
        Assert.Equal(ExitCode.BadConfiguration, Assert.Throws<CommandException>(() => RunName.Check(name)).ExitCode);

    [Fact]
    public void A_name_has_100_characters_at_most()
    {
        RunName.Check(new('a', 100));
        Assert.Throws<CommandException>(() => RunName.Check(new('a', 101)));
    }

    [Theory]
    [InlineData("quickstart", 0, "quickstart-20260102-030405")]
    [InlineData("quickstart", 1, "quickstart-20260102-030405-2")]
    [InlineData("my spec!", 0, "my-spec-20260102-030405")]
    [InlineData("...", 0, "run-20260102-030405")]
    public void A_name_is_made_of_stem_and_time(string stem, int attempt, string name)
    {
        Assert.Equal(name, RunName.Generate(stem, Samples.Start, attempt));
        RunName.Check(name);
    }

    [Fact]
    public void A_long_stem_still_gives_a_name() => RunName.Check(RunName.Generate(new('x', 500), Samples.Start, 1000));
}
