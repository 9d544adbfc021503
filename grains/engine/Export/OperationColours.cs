namespace Cdarts.Engine.Export;

/// <summary>Colours by kind of operation; dark on light with a contrast of at least 4.5 to 1.</summary>
/// <param name="Line">Lines and text.</param>
/// <param name="Fill">Surface.</param>
internal readonly record struct OperationColours(string Line, string Fill)
{
    /// <summary>Colours of an operation, by its name.</summary>
    public static OperationColours Of(string operation) => operation switch
    {
        "sep_conv_3x3" or "nor_conv_1x1" => new("#1d5fc4", "#e3eefc"),
        "sep_conv_5x5" or "nor_conv_3x3" => new("#173f8a", "#d3e2fa"),
        "dil_conv_3x3" => new("#8a3fb0", "#f4e8fa"),
        "dil_conv_5x5" => new("#642a86", "#ead6f4"),
        "skip_connect" or "none" => new("#55606e", "#eef0f3"),
        _ => new("#a04a00", "#fdeedd"),
    };
}
