using Cdarts.Engine.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Cdarts.Engine.Tests.Export.Onnx;

/// <summary>An ONNX file in ONNX Runtime, which checks types and shapes strictly when it opens the file.</summary>
internal sealed class OnnxRun : IDisposable
{
    internal OnnxRun(ReadOnlyMemory<byte> file)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.strict_shape_type_inference", "1");
        Session = new InferenceSession(file.ToArray(), options);
    }

    internal InferenceSession Session { get; }

    internal float[] Logits(float[] images, int count, ImageSet pictures)
    {
        DenseTensor<float> input = new(images, [count, pictures.Channels, pictures.Height, pictures.Width]);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = Session.Run([NamedOnnxValue.CreateFromTensor("images", input)], ["logits"]);
        Tensor<float> logits = results.Single().AsTensor<float>();
        Assert.Equal([count, pictures.Classes], logits.Dimensions.ToArray());
        return [.. logits];
    }

    public void Dispose() => Session.Dispose();

    /// <summary>Largest difference of the file's logits from the network's own, relative to the largest logit.</summary>
    internal static double Distance(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual).Max(pair => Math.Abs((double)pair.First - pair.Second)) / expected.Max(Math.Abs);
    }
}
