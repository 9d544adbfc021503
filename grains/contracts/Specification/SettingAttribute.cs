namespace Cdarts.Contracts.Specification;

/// <summary>Describes one setting of a <see cref="RunSpec"/>: what it means and which values are possible.</summary>
/// <param name="description">One sentence.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>One sentence on what the setting means.</summary>
    public string Description { get; } = description;

    /// <summary>Smallest value of a number.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest value of a number.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>True when the number must be greater than <see cref="Minimum"/>, not equal to it.</summary>
    public bool AboveMinimum { get; init; }

    /// <summary>True when the number must be less than <see cref="Maximum"/>, not equal to it.</summary>
    public bool BelowMaximum { get; init; }

    /// <summary>True when the integer must be even.</summary>
    public bool Even { get; init; }

    /// <summary>Possible texts of a string, or of the entries of a list; empty = any.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>Regular expression that a string must match, whole; empty = any. Goes with <see cref="PatternText"/>.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>What <see cref="Pattern"/> means, in words, for example <c>cpu or cuda:N</c>.</summary>
    public string PatternText { get; init; } = "";
}
