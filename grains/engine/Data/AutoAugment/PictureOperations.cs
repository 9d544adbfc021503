namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>
/// The operations of AutoAugment with Pillow's arithmetic, which all published figures used, to the last bit (tested against Pillow's own results).
/// </summary>
internal static class PictureOperations
{
    /// <summary>Grey of what an operation moves into the picture.</summary>
    public const byte Border = 128;

    /// <summary>Changes the picture.</summary>
    public static void Apply(PictureOperation operation, double magnitude, OperationCanvas canvas)
    {
        switch (operation)
        {
            case PictureOperation.ShearX:
                GeometricOperations.Shear(canvas, magnitude, 0);
                break;
            case PictureOperation.ShearY:
                GeometricOperations.Shear(canvas, 0, magnitude);
                break;
            case PictureOperation.TranslateX:
                GeometricOperations.Translate(canvas, magnitude * canvas.Width, 0);
                break;
            case PictureOperation.TranslateY:
                GeometricOperations.Translate(canvas, 0, magnitude * canvas.Height);
                break;
            case PictureOperation.Rotate:
                GeometricOperations.Rotate(canvas, magnitude);
                break;
            case PictureOperation.Color:
                BlendOperations.Color(canvas, (float)(1 + magnitude));
                break;
            case PictureOperation.Contrast:
                BlendOperations.Contrast(canvas, (float)(1 + magnitude));
                break;
            case PictureOperation.Sharpness:
                BlendOperations.Sharpness(canvas, (float)(1 + magnitude));
                break;
            case PictureOperation.Brightness:
                BlendOperations.Brightness(canvas, (float)(1 + magnitude));
                break;
            case PictureOperation.Posterize:
                int kept = ~((1 << (8 - (int)magnitude)) - 1);
                TableOperations.Apply(canvas, value => value & kept);
                break;
            case PictureOperation.Solarize:
                TableOperations.Apply(canvas, value => value < magnitude ? value : 255 - value);
                break;
            case PictureOperation.Invert:
                TableOperations.Apply(canvas, value => 255 - value);
                break;
            case PictureOperation.AutoContrast:
                TableOperations.AutoContrast(canvas);
                break;
            case PictureOperation.Equalize:
                TableOperations.Equalize(canvas);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operation.");
        }
    }
}
