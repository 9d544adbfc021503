using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Cdarts.Engine.Native;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Golden;

/// <summary>Reads the golden vectors: blocks of expected values, and the formula by which weights and inputs are made.</summary>
internal static class GoldenFile
{
    private static readonly byte[] Blocks = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "golden.bin"));

    private static readonly JsonElement Manifest =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "manifest.json"))).RootElement;

    [ModuleInitializer]
    internal static void LoadNatives() => NativeRuntime.Initialize();

    internal static JsonElement Case(string name) => Manifest.GetProperty("cases").GetProperty(name);

    /// <summary>Expected values of a block, as doubles.</summary>
    internal static double[] Doubles(JsonElement block)
    {
        Assert.Equal("f64", block.GetProperty("dtype").GetString());
        int count = (int)Shape(block).Aggregate(1L, (a, b) => a * b);
        return MemoryMarshal.Cast<byte, double>(Blocks.AsSpan(block.GetProperty("offset").GetInt32(), count * 8)).ToArray();
    }

    internal static Tensor Expected(JsonElement block) => tensor(Doubles(block), Shape(block));

    internal static long[] Shape(JsonElement block) => [.. block.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];

    /// <summary>A made tensor: value_formula of the manifest.</summary>
    internal static Tensor Make(JsonElement made, ScalarType type)
    {
        long[] shape = Shape(made);
        double scale = Math.Pow(2, made.GetProperty("exp").GetInt32());
        double offset = made.GetProperty("offset").GetDouble();
        uint hash = Fnv1a(made.GetProperty("name").GetString()!);
        double[] values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
        {
            uint mixed = Mix(unchecked(hash + ((uint)i * 2654435761u))) >> 8;

            // The vectors were made from float32 values; with an offset the formula has a few bits more.
            values[i] = (float)(offset + ((mixed - 8388608.0) / 8388608.0 * scale));
        }

        return tensor(values, shape, dtype: ScalarType.Float64).to(type);
    }

    /// <summary>Largest absolute difference over the largest absolute expected value.</summary>
    internal static double Deviation(Tensor actual, Tensor expected)
    {
        double largest = expected.abs().max().item<double>();
        double difference = (actual.detach().to(ScalarType.Float64) - expected).abs().max().item<double>();
        return largest == 0 ? difference : difference / largest;
    }

    /// <summary>The six columns of a *_summary block.</summary>
    internal static double[] Summary(Tensor values)
    {
        Tensor flat = values.detach().to(ScalarType.Float64).reshape(-1);
        return
        [
            flat.sum().item<double>(), flat.square().sum().item<double>(), flat[0].item<double>(), flat[flat.shape[0] / 2].item<double>(),
            flat[-1].item<double>(), flat.abs().max().item<double>(),
        ];
    }

    private static uint Fnv1a(string text)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ b) * 16777619);
        }

        return hash;
    }

    private static uint Mix(uint h)
    {
        unchecked
        {
            h ^= h >> 16;
            h *= 0x85ebca6b;
            h ^= h >> 13;
            h *= 0xc2b2ae35;
            h ^= h >> 16;
        }

        return h;
    }
}
