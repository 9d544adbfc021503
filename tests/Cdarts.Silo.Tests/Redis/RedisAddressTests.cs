using Cdarts.Silo.Commands;
using Cdarts.Silo.Redis;

namespace Cdarts.Silo.Tests.Redis;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis.example:7000", "redis.example:7000")]
    [InlineData("redis.example", "redis.example:6379")]
    [InlineData("10.0.0.1:7000,user=u,password=secret", "10.0.0.1:7000")]
    [InlineData("10.0.0.1,ssl=true,password=secret", "10.0.0.1:6380")]
    [InlineData("a:1,b:2,password=secret", "a:1,b:2")]
    public void It_is_shown_without_user_and_password(string text, string shown)
    {
        RedisAddress address = RedisAddress.Parse(text, "--redis");

        Assert.Equal((shown, shown), (address.Shown, $"{address}"));
        Assert.Equal(text, address.ConnectionString);
    }

    [Theory]
    [InlineData("")]
    [InlineData("user=u")]
    [InlineData("h:1,connectTimeout=soon")]
    [InlineData("h:1,pasword=secret")]
    public void What_is_no_address_is_refused_without_repeating_it(string text)
    {
        SiloException refused = Assert.Throws<SiloException>(() => RedisAddress.Parse(text, "--redis"));

        Assert.Equal(SiloExitCode.BadConfiguration, refused.ExitCode);
        Assert.Equal("--redis cannot be understood: use HOST:PORT, or HOST:PORT,user=NAME,password=SECRET,ssl=true.", refused.Message);
    }

    [Fact]
    public void What_cannot_be_sent_fails_at_once_so_that_a_Redis_that_is_away_holds_nobody_up()
    {
        Assert.Same(StackExchange.Redis.BacklogPolicy.FailFast, RedisAddress.Parse("h:1", "--redis").ToOptions().BacklogPolicy);
    }

    [Fact]
    public void Login_and_encryption_are_kept_and_an_attempt_is_short()
    {
        var options = RedisAddress.Parse("h:1,user=u,password=secret,ssl=true", "--redis").ToOptions();

        Assert.Equal(("u", "secret", true), (options.User, options.Password, options.Ssl));
        Assert.True(options.AbortOnConnectFail);
        Assert.Equal(5000, options.ConnectTimeout);
    }
}
