using Cdarts.Silo.Commands;
using Cdarts.Silo.Membership;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdarts.Silo.Tests.Membership;

public sealed class FatalEndTests
{
    [Theory]
    [InlineData("I have been told I am dead, so this silo will stop! Reason: Table says so", (int)SiloExitCode.DeclaredDead)]
    [InlineData("Something else", (int)SiloExitCode.Unexpected)]
    public void The_exit_code_tells_a_silo_that_was_declared_dead_from_a_fault(string context, int code)
    {
        List<SiloExitCode> ends = [];
        new FatalEnd(ends.Add, NullLogger<FatalEnd>.Instance).OnFatalException(this, context, new InvalidOperationException());

        Assert.Equal([(SiloExitCode)code], ends);
    }

    [Fact]
    public void What_an_end_brings_with_it_is_expected()
    {
        FatalEnd end = new(_ => { }, NullLogger<FatalEnd>.Instance);

        Assert.False(end.IsUnexpected(new OperationCanceledException()));
        Assert.False(end.IsUnexpected(new ObjectDisposedException("")));
        Assert.True(end.IsUnexpected(new InvalidOperationException()));
    }
}
