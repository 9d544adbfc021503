namespace Cdarts.Contracts.Specification;

/// <summary>A value that a run cannot have.</summary>
/// <param name="Key">Dotted key.</param>
/// <param name="Value">The value, as text.</param>
/// <param name="Advice">What to do, for example <c>use an integer, 3 or more</c>.</param>
public sealed record SpecProblem(string Key, string Value, string Advice)
{
    /// <summary>One sentence: key, value, where it came from, what is allowed.</summary>
    /// <param name="origin">Where the value came from, for example <c>spec.yaml:3</c>; null = unsaid.</param>
    public string ToSentence(string? origin = null) =>
        $"{Key} is {(Value.Length == 0 ? "empty" : Value)}{(origin is null ? "" : $" ({origin})")}: {Advice}.";
}
