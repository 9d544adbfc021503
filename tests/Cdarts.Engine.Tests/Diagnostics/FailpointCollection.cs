namespace Cdarts.Engine.Tests.Diagnostics;

/// <summary>Failpoints belong to the process: tests that set them, or that pass by a place while another sets them, do not run in parallel.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FailpointCollection
{
    public const string Name = "failpoints";
}
