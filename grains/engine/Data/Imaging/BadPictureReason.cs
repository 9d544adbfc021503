namespace Cdarts.Engine.Data.Imaging;

/// <summary>Why a picture cannot be used.</summary>
public enum BadPictureReason
{
    /// <summary>Not a picture, or its header is cut off or damaged.</summary>
    Unreadable = 0,

    /// <summary>A picture of another format than JPEG, PNG and WebP.</summary>
    UnsupportedFormat = 1,

    /// <summary>Its header names more pixels than are decoded.</summary>
    TooLarge = 2,

    /// <summary>The data end before the last pixel that is needed.</summary>
    CutOff = 3,

    /// <summary>The data cannot be decoded.</summary>
    Damaged = 4,
}
