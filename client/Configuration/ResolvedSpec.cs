using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Configuration;

/// <summary>A specification that can be run, with the origin of every value.</summary>
/// <param name="Spec">The specification.</param>
/// <param name="Origins">By key: <c>default</c>, <c>variant nni</c>, <c>preset quickstart:5</c>, <c>spec.yaml:3</c>, a variable's name or <c>--set</c>.</param>
internal sealed record ResolvedSpec(RunSpec Spec, IReadOnlyDictionary<string, string> Origins);
