using static Cdarts.Engine.Data.AutoAugment.PictureOperation;

namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>
/// The policy that was learned on CIFAR-10 (Cubuk et al. 2019, table 7), with the magnitudes and the missing sign of rotations of both original
/// implementations (specification of the data, section 3).
/// </summary>
internal static class Cifar10Policy
{
    private const int Levels = 9;

    /// <summary>The sub-policies.</summary>
    public static IReadOnlyList<SubPolicy> SubPolicies { get; } =
    [
        Both(0.1, Invert, 7, 0.2, Contrast, 6),
        Both(0.7, Rotate, 2, 0.3, TranslateX, 9),
        Both(0.8, Sharpness, 1, 0.9, Sharpness, 3),
        Both(0.5, ShearY, 8, 0.7, TranslateY, 9),
        Both(0.5, AutoContrast, 8, 0.9, Equalize, 2),
        Both(0.2, ShearY, 7, 0.3, Posterize, 7),
        Both(0.4, Color, 3, 0.6, Brightness, 7),
        Both(0.3, Sharpness, 9, 0.7, Brightness, 9),
        Both(0.6, Equalize, 5, 0.5, Equalize, 1),
        Both(0.6, Contrast, 7, 0.6, Sharpness, 5),
        Both(0.7, Color, 7, 0.5, TranslateX, 8),
        Both(0.3, Equalize, 7, 0.4, AutoContrast, 8),
        Both(0.4, TranslateY, 3, 0.2, Sharpness, 6),
        Both(0.9, Brightness, 6, 0.2, Color, 8),
        Both(0.5, Solarize, 2, 0.0, Invert, 3),
        Both(0.2, Equalize, 0, 0.6, AutoContrast, 0),
        Both(0.2, Equalize, 8, 0.6, Equalize, 4),
        Both(0.9, Color, 9, 0.6, Equalize, 6),
        Both(0.8, AutoContrast, 4, 0.2, Solarize, 8),
        Both(0.1, Brightness, 3, 0.7, Color, 0),
        Both(0.4, Solarize, 5, 0.9, AutoContrast, 3),
        Both(0.9, TranslateY, 9, 0.7, TranslateY, 9),
        Both(0.9, AutoContrast, 2, 0.8, Solarize, 3),
        Both(0.8, Equalize, 8, 0.1, Invert, 3),
        Both(0.7, TranslateY, 9, 0.9, AutoContrast, 1),
    ];

    /// <summary>Changes the picture as drawn.</summary>
    public static void Apply(PolicyDraw draw, OperationCanvas canvas)
    {
        SubPolicy policy = SubPolicies[draw.SubPolicy];
        Apply(policy.First, draw.First, canvas);
        Apply(policy.Second, draw.Second, canvas);
    }

    /// <summary>Draws in fixed order: <c>NextInt(25)</c>, then for each of the two operations <c>NextDouble()</c> and <c>NextInt(2) == 1</c> for the sign.</summary>
    public static PolicyDraw Draw(ref CounterRandom random)
    {
        int policy = random.NextInt(SubPolicies.Count);
        StepDraw first = new(random.NextDouble(), random.NextInt(2) == 1);
        StepDraw second = new(random.NextDouble(), random.NextInt(2) == 1);
        return new PolicyDraw(policy, first, second);
    }

    /// <summary>The magnitude of a level, in the unit of the operation; positive.</summary>
    internal static double Magnitude(PictureOperation operation, int level) => operation switch
    {
        ShearX or ShearY => 0.3 * level / Levels,
        TranslateX or TranslateY => 150.0 / 331 * level / Levels,
        Rotate => 30.0 * level / Levels,
        Color or Contrast or Sharpness or Brightness => 0.9 * level / Levels,
        Posterize => Math.Round(8 - (4.0 * level / Levels)),
        Solarize => 256 - (256.0 * level / Levels),
        _ => 0,
    };

    private static bool HasSign(PictureOperation operation) =>
        operation is ShearX or ShearY or TranslateX or TranslateY or Color or Contrast or Sharpness or Brightness;

    private static void Apply(PolicyStep step, StepDraw draw, OperationCanvas canvas)
    {
        if (draw.Chance < step.Probability)
        {
            double magnitude = Magnitude(step.Operation, step.Level);
            PictureOperations.Apply(step.Operation, draw.Negative && HasSign(step.Operation) ? -magnitude : magnitude, canvas);
        }
    }

    private static SubPolicy Both(double chance1, PictureOperation operation1, int level1, double chance2, PictureOperation operation2, int level2) =>
        new(new PolicyStep(chance1, operation1, level1), new PolicyStep(chance2, operation2, level2));
}
