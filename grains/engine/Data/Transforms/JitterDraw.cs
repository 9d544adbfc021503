namespace Cdarts.Engine.Data.Transforms;

/// <summary>How one picture's colours are changed.</summary>
/// <param name="Order">Number of the order of the four operations, 0 to 23, see <see cref="ColorJitter.Orders"/>.</param>
/// <param name="Brightness">Factor.</param>
/// <param name="Contrast">Factor.</param>
/// <param name="Saturation">Factor.</param>
/// <param name="Hue">Turn of the hue, in circles.</param>
internal readonly record struct JitterDraw(int Order, double Brightness, double Contrast, double Saturation, double Hue);

/// <summary>An operation of the jitter.</summary>
internal enum JitterOperation
{
    /// <summary>Towards or away from black.</summary>
    Brightness = 0,

    /// <summary>Towards or away from the picture's mean grey.</summary>
    Contrast = 1,

    /// <summary>Towards or away from the grey picture.</summary>
    Saturation = 2,

    /// <summary>Round the circle of hues.</summary>
    Hue = 3,
}
