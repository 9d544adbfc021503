namespace Cdarts.Engine.Data.Imaging;

/// <summary>A rectangle of a picture, in pixels.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns; at least one.</param>
/// <param name="Height">Rows; at least one.</param>
internal readonly record struct PictureRegion(int Left, int Top, int Width, int Height)
{
    /// <summary>Column after the last.</summary>
    public int Right => Left + Width;

    /// <summary>Row after the last.</summary>
    public int Bottom => Top + Height;

    /// <summary>All of a picture.</summary>
    public static PictureRegion Whole(int width, int height) => new(0, 0, width, height);

    /// <summary>Throws unless the rectangle has pixels and lies in a picture of this size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    public void RequireWithin(int width, int height)
    {
        if (Left < 0 || Top < 0 || Width < 1 || Height < 1 || Width > width - Left || Height > height - Top)
        {
            throw new ArgumentOutOfRangeException(nameof(width), $"{this} is not a part of a picture of {width} x {height}.");
        }
    }
}
