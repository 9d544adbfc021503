using System.Text.Json;
using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;
using Cdarts.Engine.Tests.Data.AutoAugment;

namespace Cdarts.Engine.Tests.Data.Transforms;

/// <summary>Pictures, parameters and what Pillow and torchvision made of them.</summary>
internal sealed record GoldenTransform(
    int Id, string Source, PictureRegion Crop, bool Mirrored, JitterDraw Jitter, OperationCanvas Cropped, OperationCanvas Jittered, OperationCanvas Evaluated)
{
    /// <summary>All of them; skips the test when they are absent.</summary>
    public static IReadOnlyList<GoldenTransform> Read()
    {
        string folder = RealData.Folder("golden-transforms");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        return [.. cases.RootElement.GetProperty("images").EnumerateArray().Select(one => Read(one, folder))];
    }

    /// <summary>Largest and mean difference of two pictures, in levels.</summary>
    public static (int Largest, double Mean) Difference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        (int largest, long sum) = (0, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            int difference = Math.Abs(expected[i] - actual[i]);
            largest = Math.Max(largest, difference);
            sum += difference;
        }

        return (largest, (double)sum / expected.Length);
    }

    private static GoldenTransform Read(JsonElement one, string folder)
    {
        JsonElement crop = one.GetProperty("crop");
        JsonElement jitter = one.GetProperty("jitter");
        JitterOperation[] order = [.. jitter.GetProperty("order").EnumerateArray().Select(operation => (JitterOperation)operation.GetInt32())];
        OperationCanvas Png(string property) => PngPicture.Read(Path.Combine(folder, one.GetProperty(property).GetString()!));
        int Side(string property) => crop.GetProperty(property).GetInt32();
        double Factor(string property) => jitter.GetProperty(property).GetDouble();
        return new GoldenTransform(
            one.GetProperty("id").GetInt32(),
            Path.Combine(folder, "..", one.GetProperty("source").GetString()!),
            new PictureRegion(Side("left"), Side("top"), Side("width"), Side("height")),
            one.GetProperty("flip").GetBoolean(),
            new JitterDraw(
                ColorJitter.Orders.Index().First(known => known.Item.SequenceEqual(order)).Index,
                Factor("brightness"),
                Factor("contrast"),
                Factor("saturation"),
                Factor("hue")),
            Png("rrc"),
            Png("jittered"),
            Png("eval"));
    }
}
