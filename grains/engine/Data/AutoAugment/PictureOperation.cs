namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>An operation on an 8-bit RGB picture, as Pillow does it; the magnitude means what is said here.</summary>
internal enum PictureOperation
{
    /// <summary>Horizontal shear by the magnitude (columns per row), bicubic, border grey.</summary>
    ShearX,

    /// <summary>Vertical shear by the magnitude (rows per column), bicubic, border grey.</summary>
    ShearY,

    /// <summary>Shows what lies magnitude times the width to the right, nearest pixel, border grey.</summary>
    TranslateX,

    /// <summary>Shows what lies magnitude times the height below, nearest pixel, border grey.</summary>
    TranslateY,

    /// <summary>Turns counter-clockwise by the magnitude in degrees, nearest pixel, border grey.</summary>
    Rotate,

    /// <summary>Away from (positive) or towards (negative) the grey picture: factor 1 + magnitude.</summary>
    Color,

    /// <summary>Away from or towards the picture's mean grey: factor 1 + magnitude.</summary>
    Contrast,

    /// <summary>Away from or towards the smoothed picture: factor 1 + magnitude.</summary>
    Sharpness,

    /// <summary>Away from or towards black: factor 1 + magnitude.</summary>
    Brightness,

    /// <summary>Keeps the upper magnitude bits of each value.</summary>
    Posterize,

    /// <summary>Inverts values from the magnitude on.</summary>
    Solarize,

    /// <summary>Stretches each channel to 0..255. No magnitude.</summary>
    AutoContrast,

    /// <summary>Flattens each channel's histogram. No magnitude.</summary>
    Equalize,

    /// <summary>255 minus each value. No magnitude.</summary>
    Invert,
}
