using Cdarts.Silo.Commands;

namespace Cdarts.Silo.Supervision;

/// <summary>Keeps one silo per device running: one that dies is started again, after a pause that doubles while it keeps dying.</summary>
/// <param name="devices">Devices.</param>
/// <param name="start">Starts the silo of a device.</param>
/// <param name="error">Gets one line for every silo that died.</param>
/// <param name="time">Clock.</param>
internal sealed class DeviceSupervisor(IReadOnlyList<string> devices, Func<string, IChildSilo> start, TextWriter error, TimeProvider time)
{
    /// <summary>First pause.</summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A silo that lived so long has not failed at its start: its next pause is the first one again.</summary>
    internal static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>Runs until every silo has ended by itself or, after <paramref name="stop"/>, been asked to.</summary>
    /// <returns>0 when all ended well, else the first other code.</returns>
    public async Task<SiloExitCode> RunAsync(CancellationToken stop)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(stop);
        int[] codes = await Task.WhenAll(devices.Select(device => KeepAsync(device, all)));
        return (SiloExitCode)codes.FirstOrDefault(code => code != 0);
    }

    private async Task<int> KeepAsync(string device, CancellationTokenSource all)
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            long since = time.GetTimestamp();
            int code = await RunOnceAsync(device, all.Token);
            if (code == (int)SiloExitCode.BadConfiguration)
            {
                // The options are the same for all, and no start makes them better.
                await all.CancelAsync();
            }

            if (code == 0 || all.IsCancellationRequested)
            {
                return code;
            }

            pause = time.GetElapsedTime(since) >= Settled ? FirstPause : pause;
            error.WriteLine($"The silo of {device} ended with code {code}; it is started again in {pause.TotalSeconds:0} s.");
            await Task.Delay(pause, time, all.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (all.IsCancellationRequested)
            {
                return 0;
            }

            pause = 2 * pause < LongestPause ? 2 * pause : LongestPause;
        }
    }

    private async Task<int> RunOnceAsync(string device, CancellationToken stop)
    {
        using IChildSilo child = start(device);
        await using CancellationTokenRegistration registration = stop.Register(child.AskToStop);
        return await child.EndAsync();
    }
}
