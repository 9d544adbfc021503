using System.Net;
using Cdarts.Silo.Commands;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Tests.Commands;

public sealed class SiloCommandLineTests
{
    private readonly Dictionary<string, string> _variables = [];

    [Fact]
    public async Task Without_options_it_is_the_cpu_on_this_machine_alone()
    {
        SiloSettings settings = await ReadAsync();

        Assert.Null(settings.Redis);
        Assert.Equal(("cdarts", "cpu", IPAddress.Loopback), (settings.Cluster, settings.Device, settings.Advertise));
        Assert.Equal($"{Environment.MachineName}-cpu", settings.SiloName);
        Assert.Equal((LogLevel.Information, GrainDirectoryKind.Distributed), (settings.LogLevel, settings.Directory));
        Assert.Equal("127.0.0.1:11111", settings.MembershipPlace);
    }

    [Fact]
    public async Task Every_option_is_taken()
    {
        string library = typeof(SiloCommandLineTests).Assembly.Location;

        SiloSettings settings = await ReadAsync(
            "--redis", "10.0.0.1:6379,password=secret", "--cluster", "lab", "--device", "cuda:3", "--advertise", "10.0.0.2", "--silo-port", "1", "--gateway-port", "2",
            "--primary-port", "3", "--data-port", "4-5", "--nccl-library", library, "--threads", "6", "--log-level", "warning", "--directory", "default");

        Assert.Equal(("10.0.0.1:6379", "lab", "cuda:3", IPAddress.Parse("10.0.0.2")), (settings.MembershipPlace, settings.Cluster, settings.Device, settings.Advertise));
        Assert.Equal((1, 2, 3, new PortRange(4, 5), 6), (settings.SiloPort, settings.GatewayPort, settings.PrimaryPort, settings.DataPorts, settings.Threads));
        Assert.Equal((library, LogLevel.Warning, GrainDirectoryKind.Default), (settings.NcclLibrary, settings.LogLevel, settings.Directory));
        Assert.Equal($"{Environment.MachineName}-cuda3", settings.SiloName);
        Assert.Equal("n1", (await ReadAsync("--name", "n1")).SiloName);
    }

    [Fact]
    public async Task Variables_stand_in_for_options()
    {
        _variables["CDARTS_REDIS"] = "redis:1";
        _variables["CDARTS_CLUSTER"] = "lab";

        SiloSettings settings = await ReadAsync();

        Assert.Equal(("redis:1", "lab"), (settings.Redis!.Shown, settings.Cluster));
        Assert.Equal("home", (await ReadAsync("--cluster", "home")).Cluster);
    }

    [Theory]
    [InlineData("--device is 'gpu': use cpu, cuda:N or all.", "--device", "gpu")]
    [InlineData("--device is 'cuda': use cpu, cuda:N or all.", "--device", "cuda")]
    [InlineData("--advertise is 0.0.0.0, which is no address that others can reach: use the one of this machine in the cluster's network.", "--advertise", "0.0.0.0", "--redis", "r:1")]
    [InlineData("--advertise is 'localhost': use the IP address of this machine in the cluster's network.", "--advertise", "localhost")]
    [InlineData("--advertise is another address than 127.0.0.1, and silos of several machines need Redis: give --redis HOST:PORT.", "--advertise", "10.0.0.1")]
    [InlineData("--silo-port is '0': use a port from 1 to 65535.", "--silo-port", "0")]
    [InlineData("--gateway-port is '65536': use a port from 1 to 65535.", "--gateway-port", "65536")]
    [InlineData("--data-port is '9-8': use a port or a range, for example 29500-29600.", "--data-port", "9-8")]
    [InlineData("--threads is 'many': use a whole number from 1 to 1024.", "--threads", "many")]
    [InlineData("--log-level is 'loud': use trace, debug, information, warning, error.", "--log-level", "loud")]
    [InlineData("--directory is 'x': use distributed, default.", "--directory", "x")]
    [InlineData("--nccl-library: there is no file '/nowhere/libnccl.so'.", "--nccl-library", "/nowhere/libnccl.so")]
    [InlineData("--name is 'a/b': use 1 to 100 letters, digits, '.', '_' and '-', beginning with a letter or digit.", "--name", "a/b")]
    [InlineData("--cluster is empty: use 1 to 100 letters, digits, '.', '_' and '-', beginning with a letter or digit.", "--cluster", "")]
    [InlineData("There is no option --devices: see `cdarts-silo --help`.", "--devices", "cpu")]
    public async Task What_cannot_be_used_is_one_sentence(string sentence, params string[] arguments)
    {
        SiloException refused = await Assert.ThrowsAsync<SiloException>(() => ReadAsync(arguments));

        Assert.Equal((SiloExitCode.BadConfiguration, sentence), (refused.ExitCode, refused.Message));
    }

    [Fact]
    public async Task Help_names_every_option_and_starts_nothing()
    {
        StringWriter help = new();
        SiloCommandLine line = new(_ => throw new InvalidOperationException(), _variables);

        Assert.Equal(SiloExitCode.Done, await line.InvokeAsync(["--help"], help, TextWriter.Null));

        Assert.All(
            ["--redis", "--cluster", "--device", "--advertise", "--name", "--silo-port", "--gateway-port", "--data-port", "--nccl-library", "--threads", "--log-level"],
            option => Assert.Contains(option, help.ToString()));
    }

    private async Task<SiloSettings> ReadAsync(params string[] arguments)
    {
        SiloSettings? read = null;
        SiloCommandLine line = new(
            settings =>
            {
                read = settings;
                return Task.FromResult(SiloExitCode.Done);
            },
            _variables);
        Assert.Equal(SiloExitCode.Done, await line.InvokeAsync(arguments, TextWriter.Null, TextWriter.Null));
        return read!;
    }
}
