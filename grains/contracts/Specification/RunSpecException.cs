namespace Cdarts.Contracts.Specification;

/// <summary>A text is not a run specification; the message is one sentence.</summary>
/// <param name="message">One sentence.</param>
/// <param name="cause">Cause, or null.</param>
public sealed class RunSpecException(string message, Exception? cause = null) : Exception(message, cause);
