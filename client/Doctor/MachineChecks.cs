using System.Runtime.InteropServices;
using Cdarts.Client.Runs;

namespace Cdarts.Client.Doctor;

/// <summary>The checks that need no engine.</summary>
internal static class MachineChecks
{
    private const long LittleSpace = 1L << 30;

    private const double Mebibyte = 1 << 20;

    public static IReadOnlyList<IDoctorCheck> All(RunFolders runs) =>
    [
        new Check("operating system", OperatingSystemFinding),
        new Check(".NET", () => DoctorFinding.Good(RuntimeInformation.FrameworkDescription)),
        new Check("processor cores", () => Cores(Environment.ProcessorCount)),
        new Check("runs folder", () => Writable(runs.Root)),
        new Check("disk space", () => Space(new DriveInfo(NearestExisting(runs.Root)).AvailableFreeSpace)),
    ];

    internal static DoctorFinding Cores(int count) =>
        count >= 2 ? DoctorFinding.Good($"{count}") : DoctorFinding.Doubtful($"{count}: a search takes about twice as long as on two");

    internal static DoctorFinding Space(long bytes) =>
        bytes >= LittleSpace
            ? DoctorFinding.Good($"{bytes / Mebibyte / 1024:0.0} GiB free")
            : DoctorFinding.Doubtful($"{bytes / Mebibyte:0} MiB free: checkpoints may not fit, so free some or choose another folder with --runs");

    internal static DoctorFinding Writable(string folder)
    {
        string place = NearestExisting(folder);
        string probe = Path.Combine(place, $".cdarts-doctor-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return DoctorFinding.Good(place == Path.GetFullPath(folder) ? $"{folder} can be written" : $"{folder} can be made");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return DoctorFinding.Bad($"{folder} cannot be written: choose another one with --runs or CDARTS_RUNS");
        }
    }

    private static DoctorFinding OperatingSystemFinding()
    {
        string text = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}";
        return OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64
            ? DoctorFinding.Good(text)
            : DoctorFinding.Bad($"{text}: cdarts runs on Linux x64");
    }

    private static string NearestExisting(string folder)
    {
        string place = Path.GetFullPath(folder);
        while (!Directory.Exists(place))
        {
            place = Path.GetDirectoryName(place)!;
        }

        return place;
    }

    private sealed class Check(string name, Func<DoctorFinding> look) : IDoctorCheck
    {
        public string Name => name;

        public DoctorFinding Look() => look();
    }
}
