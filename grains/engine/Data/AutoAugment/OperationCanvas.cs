namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>An RGB picture that operations change in turn, with a second picture to write into. To be used on one thread.</summary>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
internal sealed class OperationCanvas(int height, int width)
{
    /// <summary>Channels.</summary>
    public const int Channels = 3;

    private byte[] _pixels = new byte[Channels * height * width];
    private byte[] _spare = new byte[Channels * height * width];

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>The picture, [3, H, W].</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>The other picture, with any content.</summary>
    public Span<byte> Spare => _spare;

    /// <summary>One channel of the picture, [H, W].</summary>
    public Span<byte> Plane(int channel) => PlaneOf(_pixels, channel);

    /// <summary>One channel of the other picture, [H, W].</summary>
    public Span<byte> SparePlane(int channel) => PlaneOf(_spare, channel);

    /// <summary>Makes the other picture the picture.</summary>
    public void Swap() => (_pixels, _spare) = (_spare, _pixels);

    private Span<byte> PlaneOf(byte[] pixels, int channel) => pixels.AsSpan(channel * height * width, height * width);
}
