using System.Globalization;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Benchmarks.Steps;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Training.Layouts;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Layouts;

/// <summary>
/// A replica in a process of its own: says where it listens, reads all endpoints and the secret, and after every line that it reads makes some joint steps and says
/// what they took.
/// </summary>
internal static class LayoutRank
{
    internal const string ChildCommand = "layouts-rank";

    /// <summary>Options of the child beside those of the benchmark.</summary>
    internal const string Rank = "--rank", Apart = "--apart";

    /// <summary>Exchanges between those that are timed.</summary>
    private const int TimedEvery = 5;

    internal static void Run(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        CommandLine line = new(arguments, ["--size", "--batch", "--search", "--evaluation", "--steps", Rank], [Apart]);
        int rank = line.Number(Rank, 0, least: 0), search = line.Number("--search", 0, least: 0), evaluation = line.Number("--evaluation", 0, least: 0);
        using ICollectiveSeat seat = new TcpCollectives().Open("benchmark", 1);
        output.WriteLine(seat.Endpoint);
        string[] endpoints = input.ReadLine()!.Split(',');
        byte[] secret = Convert.FromHexString(input.ReadLine()!);
        GroupSpec spec = new("benchmark", 1, rank, endpoints, secret);
        if (search > 0)
        {
            spec = spec with { SearchRanks = [.. Enumerable.Range(0, search)], EvaluationRanks = [.. Enumerable.Range(search, evaluation)] };
        }

        using CollectiveGroups groups = seat.Form(spec, TimeSpan.FromSeconds(60));
        set_num_threads(1);
        ReplicaGroups replica = search > 0 ? ReplicaGroups.Split(groups, ReplicaRoles.Of(spec)) : ReplicaGroups.Together(groups.World);
        using TrainingSetup setup = Setup(line, replica);
        int steps = line.Number("--steps", 3);
        setup.Joint();
        while (input.ReadLine() is "go")
        {
            groups.World.Barrier();
            TimeSpan before = replica.Times.Total;
            Moment start = Moment.Now;
            for (int step = 0; step < steps; step++)
            {
                setup.Joint();
            }

            Spent spent = Moment.Now - start;
            double wait = (replica.Times.Total - before).TotalMilliseconds, exchange = replica.Times.Exchange?.TotalMilliseconds ?? 0;
            output.WriteLine(string.Join(' ', new[] { spent.WallMilliseconds, spent.CpuMilliseconds, wait, exchange, Machine.PeakResidentMebibytes }
                .Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        }

        groups.World.Barrier();
    }

    private static TrainingSetup Setup(CommandLine line, ReplicaGroups replica)
    {
        StepSize size = StepSize.From(line, otherwise: "cifar");
        int batch = size.Batch, rank = replica.Own.Rank, replicas = replica.Own.WorldSize;
        int first = batch * rank / replicas, count = (batch * (rank + 1) / replicas) - first;
        NetworkSettings network = line.Has(Apart)
            ? size.Settings.Network with { ShareModules = false, Ensemble = EnsembleKind.PerNetwork }
            : size.Settings.Network;
        StepSize own = size with { Settings = size.Settings with { Network = network, Split = new() { CheckInterval = TimedEvery } } };
        return new TrainingSetup(own, NetworkForm.Fast, new StepData(size).Part(first, count), replica, batch);
    }
}
