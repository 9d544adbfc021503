using Cdarts.Engine.Data.AutoAugment;

namespace Cdarts.Engine.Data;

/// <summary>What is done to a picture on its way into a batch, in this order.</summary>
/// <param name="Placement">Crop and mirroring.</param>
/// <param name="Policy">AutoAugment; rows and columns that the picture does not have are then grey (128) rather than black.</param>
/// <param name="Hole">Cut out of the normalised picture.</param>
internal readonly record struct PictureChange(Placement Placement, PolicyDraw? Policy = null, Hole? Hole = null)
{
    /// <summary>Nothing.</summary>
    public static PictureChange None => default;
}

/// <summary>A rectangle of zeros, which are the mean colour.</summary>
/// <param name="Top">First row.</param>
/// <param name="Bottom">Row after the last.</param>
/// <param name="Left">First column.</param>
/// <param name="Right">Column after the last.</param>
internal readonly record struct Hole(int Top, int Bottom, int Left, int Right);
