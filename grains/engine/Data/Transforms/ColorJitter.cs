using Cdarts.Engine.Data.AutoAugment;

namespace Cdarts.Engine.Data.Transforms;

/// <summary>
/// Random brightness, contrast, saturation and hue in random order, with torchvision's distributions and Pillow's arithmetic to the last bit: each operation rounds to
/// 8 bits, hue is turned in 8-bit HSV.
/// </summary>
/// <param name="settings">Strengths; checked elsewhere.</param>
internal sealed class ColorJitter(TrainingTransformSettings settings)
{
    /// <summary>The orders of the four operations, sorted.</summary>
    public static IReadOnlyList<IReadOnlyList<JitterOperation>> Orders { get; } = [.. Permute([.. Enum.GetValues<JitterOperation>()])];

    /// <summary>Draws, in this order: <c>NextInt(24)</c> for the order and <c>NextDouble()</c> for brightness, contrast, saturation and hue.</summary>
    public JitterDraw Draw(ref CounterRandom random) => new(
        random.NextInt(Orders.Count),
        Factor(settings.Brightness, random.NextDouble()),
        Factor(settings.Contrast, random.NextDouble()),
        Factor(settings.Saturation, random.NextDouble()),
        settings.Hue * ((2 * random.NextDouble()) - 1));

    /// <summary>Changes the colours of a picture.</summary>
    public void Apply(JitterDraw draw, OperationCanvas canvas)
    {
        foreach (JitterOperation operation in Orders[draw.Order])
        {
            switch (operation)
            {
                case JitterOperation.Brightness when settings.Brightness > 0:
                    BlendOperations.Brightness(canvas, (float)draw.Brightness);
                    break;
                case JitterOperation.Contrast when settings.Contrast > 0:
                    BlendOperations.Contrast(canvas, (float)draw.Contrast);
                    break;
                case JitterOperation.Saturation when settings.Saturation > 0:
                    BlendOperations.Color(canvas, (float)draw.Saturation);
                    break;
                case JitterOperation.Hue when settings.Hue > 0:
                    HueRotation.Apply(canvas, (int)(draw.Hue * 255));
                    break;
                default:
                    break;
            }
        }
    }

    private static double Factor(double strength, double share)
    {
        double least = Math.Max(1 - strength, 0);
        return least + ((1 + strength - least) * share);
    }

    private static IEnumerable<JitterOperation[]> Permute(JitterOperation[] rest) => rest.Length == 0
        ? [[]]
        : rest.SelectMany(first => Permute([.. rest.Where(other => other != first)]).Select(others => (JitterOperation[])[first, .. others]));
}
