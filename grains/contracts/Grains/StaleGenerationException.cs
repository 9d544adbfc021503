namespace Cdarts.Contracts.Grains;

/// <summary>A command came from a coordinator of an older generation; whoever gave it has been replaced and must go.</summary>
[GenerateSerializer, Alias("Cdarts.StaleGenerationException")]
public sealed class StaleGenerationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="commanded">Generation of the command.</param>
    /// <param name="current">Generation that is known here.</param>
    public StaleGenerationException(long commanded, long current)
        : base($"The command belongs to generation {commanded}, but generation {current} has begun.")
    {
    }
}
