using Cdarts.Engine.Data;
using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;

namespace Cdarts.Benchmarks.Pictures;

/// <summary>The stages of the transforms of large pictures, each over all pictures once, with the same regions and factors every time.</summary>
internal sealed class TransformWork
{
    internal const int Size = 224;

    private readonly PictureFiles _files;
    private readonly TrainingTransform _training = new(new TrainingTransformSettings());
    private readonly TrainingTransform _policy = new(new TrainingTransformSettings { AutoAugment = true });
    private readonly EvaluationTransform _evaluation = new();
    private readonly ColorJitter _jitter = new(new TrainingTransformSettings());
    private readonly TriangleResize _resize = new();
    private readonly PixelBuffer _buffer = new();
    private readonly OperationCanvas _canvas = new(Size, Size);
    private readonly byte[] _target = new byte[3 * Size * Size];
    private readonly byte[][] _decoded;

    internal TransformWork(PictureFiles files)
    {
        _files = files;
        RandomResizedCrop crop = new(new TrainingTransformSettings());
        Draws = [.. files.Bytes.Select((_, i) => _training.Draw(0, DataStream.SearchTrain, 0, i))];
        Regions = [.. files.Bytes.Select((bytes, i) =>
        {
            using EncodedPicture picture = EncodedPicture.Open(bytes, files.Paths[i]);
            CounterRandom random = Draws[i].Crop;
            return crop.Draw(ref random, picture.Width, picture.Height);
        })];
        _decoded = [.. files.Bytes.Select((bytes, i) => Decoded(bytes, Regions[i]))];
    }

    internal IReadOnlyList<TransformDraw> Draws { get; }

    internal IReadOnlyList<PictureRegion> Regions { get; }

    /// <summary>The stages by name; the last four are whole transforms.</summary>
    internal IReadOnlyList<(string Name, Action Run)> Stages =>
    [
        ("header", () => Each((picture, _) => _ = picture.Width)),
        ("decode, region", () => Each((picture, i) => picture.Decode(Regions[i], _buffer))),
        ("decode, whole", () => Each((picture, _) => picture.Decode(PictureRegion.Whole(picture.Width, picture.Height), _buffer))),
        ("resize region to 224", ResizeAll),
        ("colour jitter", () => Repeat(i => _jitter.Apply(Draws[i].Jitter, _canvas))),
        ("AutoAugment, ImageNet", () => Repeat(i => AutoAugmentPolicy.ImageNet.Apply(Draws[i].Policy, _canvas))),
        ("training, jitter", () => Each((picture, i) => _training.Apply(picture, Draws[i], _target))),
        ("training, AutoAugment", () => Each((picture, i) => _policy.Apply(picture, Draws[i], _target))),
        ("evaluation", () => Each((picture, _) => _evaluation.Apply(picture, _target))),
        ($"training, jitter, {Environment.ProcessorCount} threads", OnAllProcessors),
    ];

    private static byte[] Decoded(byte[] bytes, PictureRegion region)
    {
        using EncodedPicture picture = EncodedPicture.Open(bytes, "picture");
        PixelView view = picture.Decode(region, new PixelBuffer());
        byte[] pixels = new byte[region.Width * region.Height * PixelView.BytesPerPixel];
        for (int y = 0; y < view.Height; y++)
        {
            view.Row(y).CopyTo(pixels.AsSpan(y * view.Width * PixelView.BytesPerPixel));
        }

        return pixels;
    }

    private void Each(Action<EncodedPicture, int> stage)
    {
        for (int i = 0; i < _files.Bytes.Count; i++)
        {
            using EncodedPicture picture = EncodedPicture.Open(_files.Bytes[i], _files.Paths[i]);
            stage(picture, i);
        }
    }

    /// <summary>The training transform on as many threads as there are processors, each with its own share of the pictures.</summary>
    private void OnAllProcessors()
    {
        int threads = Environment.ProcessorCount;
        Thread[] workers =
        [
            .. Enumerable.Range(0, threads).Select(worker => new Thread(() =>
            {
                TrainingTransform transform = new(new TrainingTransformSettings());
                byte[] target = new byte[transform.BytesPerPicture];
                for (int i = worker; i < _files.Bytes.Count; i += threads)
                {
                    using EncodedPicture picture = EncodedPicture.Open(_files.Bytes[i], _files.Paths[i]);
                    transform.Apply(picture, Draws[i], target);
                }
            })),
        ];
        foreach (Thread worker in workers)
        {
            worker.Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }
    }

    private void ResizeAll()
    {
        for (int i = 0; i < _decoded.Length; i++)
        {
            PictureRegion region = Regions[i];
            PixelView view = new(_decoded[i], region.Width, region.Height, region.Width * PixelView.BytesPerPixel);
            _resize.Resize(view, Size, Size, PictureRegion.Whole(Size, Size), Draws[i].Mirrored, _target);
        }
    }

    /// <summary>On a real picture, put back every time.</summary>
    private void Repeat(Action<int> stage)
    {
        for (int i = 0; i < _decoded.Length; i++)
        {
            _target.CopyTo(_canvas.Pixels);
            stage(i);
        }
    }
}
