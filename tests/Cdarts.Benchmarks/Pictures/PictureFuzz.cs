using System.Diagnostics;
using System.Globalization;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;
using Cdarts.Engine.Tests.Data.Imaging;

namespace Cdarts.Benchmarks.Pictures;

/// <summary>Many damaged pictures through decoder and transform. A crash ends the program, a hang shows as the last line; what is left is counted.</summary>
internal static class PictureFuzz
{
    private const int MostPixels = 1 << 24;

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--count", "--seed"], []);
        int count = line.Number("--count", otherwise: 20_000);
        PictureFiles files = PictureFiles.Read("hostile-images");
        PictureMutation[] mutations =
        [
            .. files.Bytes.Where(bytes => bytes.Length > 100).Select((bytes, i) => new PictureMutation(bytes, (ulong)((line.Number("--seed", otherwise: 1) * 1000) + i))),
        ];
        TrainingTransform transform = new(new TrainingTransformSettings());
        byte[] target = new byte[transform.BytesPerPicture];
        PixelBuffer buffer = new();
        SortedDictionary<string, int> outcomes = [];
        double slowest = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = mutations[i % mutations.Length].Next();
            long start = Stopwatch.GetTimestamp();
            string outcome = Decode(bytes, transform, transform.Draw(0, DataStream.Retrain, 0, i), buffer, target);
            slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if ((i + 1) % 5000 == 0)
            {
                output.WriteLine($"{i + 1} of {count}");
            }
        }

        output.WriteLine($"{count} damaged versions of {mutations.Length} files, pictures of up to {MostPixels} pixels decoded:");
        foreach ((string outcome, int times) in outcomes)
        {
            output.WriteLine($"  {outcome,-20} {times,7}");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"slowest {slowest:F0} ms (elapsed); peak resident memory {Machine.PeakResidentMebibytes:F0} MiB"));
    }

    private static string Decode(byte[] bytes, TrainingTransform transform, TransformDraw draw, PixelBuffer buffer, byte[] target)
    {
        try
        {
            using EncodedPicture picture = EncodedPicture.Open(bytes, "damaged", MostPixels);
            transform.Apply(picture, draw, target);
            picture.Decode(PictureRegion.Whole(picture.Width, picture.Height), buffer);
            return "a picture";
        }
        catch (BadPictureException problem)
        {
            return problem.Reason.ToString();
        }
    }
}
