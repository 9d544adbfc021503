namespace Cdarts.Engine.Checkpoints;

/// <summary>Element types, by their names in the safetensors format.</summary>
public static class TensorDTypes
{
    /// <summary>IEEE 754 single precision.</summary>
    public const string Float32 = "F32";

    /// <summary>IEEE 754 double precision.</summary>
    public const string Float64 = "F64";

    /// <summary>Signed 64-bit integer.</summary>
    public const string Int64 = "I64";

    /// <summary>Byte.</summary>
    public const string UInt8 = "U8";

    /// <summary>Bytes per element, or 0 for a name that is none of these.</summary>
    public static int SizeOf(string name) => name switch
    {
        Float32 => 4,
        Float64 or Int64 => 8,
        UInt8 => 1,
        _ => 0,
    };
}
