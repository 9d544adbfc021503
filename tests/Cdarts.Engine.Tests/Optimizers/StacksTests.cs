using Cdarts.Engine.Optimizers;

namespace Cdarts.Engine.Tests.Optimizers;

public class StacksTests
{
    [Fact]
    public void A_stack_stands_at_the_place_of_its_first_member_in_its_own_order()
    {
        string[] stack = ["c", "a", "e"];
        IEnumerable<IReadOnlyList<string>> together = Stacks.Together(["x", "a", "b", "c", "d", "e"], item => stack.Contains(item) ? stack : null);

        Assert.Equal(["x", "c a e", "b", "d"], together.Select(items => string.Join(' ', items)));
    }
}
