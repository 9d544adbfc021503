using System.Globalization;
using System.Text.RegularExpressions;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>A silo as a child process, active in its cluster. Disposing ends it, by its id, if it still lives.</summary>
internal sealed partial class SiloProcess : IDisposable
{
    private readonly ChildProgram _program;

    private SiloProcess(ChildProgram program, string name, int siloPort, int gatewayPort)
    {
        _program = program;
        Name = name;
        SiloPort = siloPort;
        GatewayPort = gatewayPort;
    }

    public string Name { get; }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public int Id => _program.Id;

    public Transcript Output => _program.Output;

    public Transcript Error => _program.Error;

    /// <summary>Starts a silo and waits until it is active.</summary>
    /// <param name="redis">Redis.</param>
    /// <param name="cluster">Cluster.</param>
    /// <param name="name">Name of the silo.</param>
    /// <param name="failpoints">Rules for the product's failpoints.</param>
    /// <param name="more">Further options.</param>
    public static async Task<SiloProcess> StartAsync(RedisServer redis, string cluster, string name, string failpoints = "", params string[] more)
    {
        ChildProgram program = ChildProgram.Start(
            ChildProgram.Silo, ["--redis", redis.Address, "--cluster", cluster, "--name", name, .. more], new Dictionary<string, string> { ["CDARTS_FAILPOINTS"] = failpoints });
        try
        {
            Match active = ActiveLine().Match(await program.Output.FirstAsync(line => ActiveLine().IsMatch(line)));
            return new(program, active.Groups[1].Value, Number(active.Groups[2]), Number(active.Groups[3]));
        }
        catch (Exception error)
        {
            program.Dispose();
            throw new InvalidOperationException($"The silo {name} did not become active; it wrote:\n{program.Output}{program.Error}", error);
        }
    }

    /// <summary>The death that no process can catch.</summary>
    public void Kill() => _program.Send(ChildProgram.SigKill);

    /// <summary>Asks it to leave.</summary>
    public void Terminate() => _program.Send(ChildProgram.SigTerm);

    /// <summary>It neither answers nor ends.</summary>
    public void Freeze() => _program.Send(ChildProgram.SigStop);

    /// <summary>It goes on where it was frozen.</summary>
    public void Thaw() => _program.Send(ChildProgram.SigCont);

    /// <summary>Waits for its end.</summary>
    public Task<ConsoleResult> EndAsync() => _program.EndAsync();

    public void Dispose() => _program.Dispose();

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^silo (\S+) is active in cluster \S+: device \S+, silo port (\d+), gateway port (\d+), Orleans membership on \S+$")]
    private static partial Regex ActiveLine();
}
