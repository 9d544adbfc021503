using static Cdarts.Engine.Data.AutoAugment.PictureOperation;

namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>
/// A learned policy: sub-policies of two operations, one of which is drawn for each picture, with the magnitudes and the missing sign of rotations of both original
/// implementations (specification of the data, section 3).
/// </summary>
internal sealed partial class AutoAugmentPolicy
{
    private const int Levels = 9;

    private AutoAugmentPolicy(SubPolicy[] subPolicies)
    {
        SubPolicies = subPolicies;
    }

    /// <summary>The sub-policies.</summary>
    public IReadOnlyList<SubPolicy> SubPolicies { get; }

    /// <summary>Changes the picture as drawn.</summary>
    public void Apply(PolicyDraw draw, OperationCanvas canvas)
    {
        SubPolicy policy = SubPolicies[draw.SubPolicy];
        Apply(policy.First, draw.First, canvas);
        Apply(policy.Second, draw.Second, canvas);
    }

    /// <summary>
    /// Draws in fixed order: <c>NextInt(sub-policies)</c>, then for each of the two operations <c>NextDouble()</c> and <c>NextInt(2) == 1</c> for the sign.
    /// </summary>
    public PolicyDraw Draw(ref CounterRandom random)
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
