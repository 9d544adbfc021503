using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine;

namespace Cdarts.Benchmarks.Layouts;

/// <summary>The processes of one layout, and what they have said.</summary>
internal sealed class LayoutGroup : IDisposable
{
    private readonly Process[] _ranks;
    private readonly List<RankFigures[]> _rounds = [];

    /// <param name="name">Name, for the report.</param>
    /// <param name="replicas">Processes.</param>
    /// <param name="arguments">Arguments of each.</param>
    internal LayoutGroup(string name, int replicas, IReadOnlyList<string> arguments)
    {
        Name = name;
        _ranks = [.. Enumerable.Range(0, replicas).Select(rank => Start([LayoutRank.ChildCommand, LayoutRank.Rank, $"{rank}", .. arguments]))];
        string endpoints = string.Join(',', _ranks.Select(rank => rank.StandardOutput.ReadLine()));
        string secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        foreach (Process rank in _ranks)
        {
            rank.StandardInput.WriteLine(endpoints);
            rank.StandardInput.WriteLine(secret);
        }
    }

    internal string Name { get; }

    /// <summary>Milliseconds of a joint step in each round, by the slowest replica.</summary>
    internal IEnumerable<double> StepMilliseconds(int steps) => _rounds.Select(round => round.Max(rank => rank.Wall) / steps);

    /// <summary>Median over the rounds of a figure of a replica.</summary>
    internal double Median(int rank, Func<RankFigures, double> figure) => Series.Median(_rounds.Select(round => figure(round[rank])));

    /// <summary>Processor milliseconds of a joint step over all replicas, median.</summary>
    internal double Cpu(int steps) => Series.Median(_rounds.Select(round => round.Sum(rank => rank.Cpu) / steps));

    /// <summary>All make their steps.</summary>
    internal void Round(bool counts)
    {
        foreach (Process rank in _ranks)
        {
            rank.StandardInput.WriteLine("go");
        }

        RankFigures[] round = [.. _ranks.Select(rank => RankFigures.Read(rank.StandardOutput.ReadLine()))];
        if (counts)
        {
            _rounds.Add(round);
        }
    }

    public void Dispose()
    {
        foreach (Process rank in _ranks)
        {
            rank.StandardInput.Close();
        }

        foreach (Process rank in _ranks)
        {
            rank.WaitForExit();
            rank.Dispose();
        }
    }

    private static Process Start(string[] arguments)
    {
        ProcessStartInfo start = ChildProcess.Self(arguments);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }
}

/// <summary>What a replica said of a round.</summary>
/// <param name="Wall">Elapsed milliseconds.</param>
/// <param name="Cpu">Processor milliseconds.</param>
/// <param name="Wait">Milliseconds in calls with the other side; 0 where there is none.</param>
/// <param name="Exchange">Milliseconds of the last exchange that was timed after all had come to it.</param>
/// <param name="PeakMebibytes">Peak resident memory of the process.</param>
internal sealed record RankFigures(double Wall, double Cpu, double Wait, double Exchange, double PeakMebibytes)
{
    /// <exception cref="CdartsException">The replica has died.</exception>
    internal static RankFigures Read(string? line)
    {
        double[] values = [.. (line ?? throw new CdartsException("A replica of the benchmark failed; its messages are above."))
            .Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return new RankFigures(values[0], values[1], values[2], values[3], values[4]);
    }
}
