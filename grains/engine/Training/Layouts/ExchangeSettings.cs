namespace Cdarts.Engine.Training.Layouts;

/// <summary>How ensemble logits travel between replicas.</summary>
public enum ExchangePrecision
{
    /// <summary>As they are: both layouts have the same numbers. Default.</summary>
    Exact = 0,

    /// <summary>Rounded to bfloat16: half the bytes of float32.</summary>
    Bfloat16 = 1,
}

/// <summary>The exchange of ensemble logits in the split layout.</summary>
public sealed record ExchangeSettings
{
    /// <summary>Element type under way. Default exact.</summary>
    public ExchangePrecision Precision { get; init; } = ExchangePrecision.Exact;

    /// <summary>Exchanges between checks that a pair is at the same one and that logits arrive as they were sent; 0 = no checks. Default 100.</summary>
    public int CheckInterval { get; init; } = 100;
}
