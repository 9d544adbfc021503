using System.CommandLine;
using System.Globalization;
using Cdarts.Client.Rendering;
using Cdarts.Engine;
using Cdarts.Engine.Data.Loading;

namespace Cdarts.Client.Commands;

/// <summary><c>cdarts data bench</c>: how many pictures per second this machine loads, and how many cores a training needs for its rate.</summary>
internal static class DataBenchCommand
{
    private const int UsualPictures = 500, UsualRate = 1000;

    public static Command Build(ClientServices services)
    {
        Argument<string> folder = new("DIR") { Description = "Image folder, packed or not." };
        Option<int> pictures = new("--pictures") { Description = $"Pictures to load. Default: {UsualPictures}.", HelpName = "N", DefaultValueFactory = _ => UsualPictures };
        Option<int?> threads = new("--threads") { Description = $"Threads. Default: CDARTS_LOADER_THREADS, else as many as there are cores.", HelpName = "N" };
        Option<double> rate = new("--rate")
        {
            Description = $"Pictures per second that a training takes. Default: {UsualRate}.", HelpName = "N", DefaultValueFactory = _ => UsualRate,
        };
        Option<bool> json = CommandOptions.Json();
        Command command = new("bench", "Measures how fast train pictures are read, decoded and changed.") { folder, pictures, threads, rate, json };
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(pictures) < 1 || parsed.GetValue(threads) is < 1 or > 1024 || !(parsed.GetValue(rate) > 0))
            {
                throw new CommandException(ExitCode.BadConfiguration, "--pictures, --threads and --rate must be above 0, and threads at most 1024.");
            }

            Tell(parsed.GetValue(folder)!, Measure(services, parsed.GetValue(folder)!, parsed.GetValue(pictures), parsed.GetValue(threads)), parsed.GetValue(rate), parsed.GetValue(json), services);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static FolderSpeed Measure(ClientServices services, string folder, int pictures, int? threads)
    {
        try
        {
            return services.Engine.MeasureFolder(folder, pictures, threads, services.Time);
        }
        catch (CdartsException error)
        {
            throw new CommandException(ExitCode.BadConfiguration, error.Message, error);
        }
    }

    private static void Tell(string folder, FolderSpeed speed, double rate, bool json, ClientServices services)
    {
        if (json)
        {
            services.Out.WriteLine(RunJson.Line(new { speed.Pictures, speed.MeanBytes, speed.PerCore, speed.Threads, speed.Together, Rate = rate, Cores = speed.CoresFor(rate) }));
            return;
        }

        services.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{speed.Pictures:N0} train pictures of {folder}, {speed.MeanBytes / 1000:0.0} kB on average, to 224 x 224 with crop, mirroring and jitter:"));
        services.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  one thread    {speed.PerCore,8:0} images/s per core (processor time)"));
        services.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {speed.Threads,3} threads   {speed.Together,8:0} images/s (elapsed)"));
        services.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate:0} images/s need {speed.CoresFor(rate):0.0} cores."));
    }
}
