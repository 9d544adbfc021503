using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>ncclDataType_t, as far as tensors that are summed have it.</summary>
internal enum NcclDataType
{
    Int8 = 0,
    UInt8 = 1,
    Int32 = 2,
    Int64 = 4,
    Float16 = 6,
    Float32 = 7,
    Float64 = 8,
    BFloat16 = 9,
}

/// <summary>Types of tensors as NCCL calls them.</summary>
internal static class NcclDataTypes
{
    /// <exception cref="ArgumentException">Tensors of this type cannot be summed.</exception>
    internal static NcclDataType Of(ScalarType type) => type switch
    {
        ScalarType.Int8 => NcclDataType.Int8,
        ScalarType.Byte => NcclDataType.UInt8,
        ScalarType.Int32 => NcclDataType.Int32,
        ScalarType.Int64 => NcclDataType.Int64,
        ScalarType.Float16 => NcclDataType.Float16,
        ScalarType.Float32 => NcclDataType.Float32,
        ScalarType.Float64 => NcclDataType.Float64,
        ScalarType.BFloat16 => NcclDataType.BFloat16,
        _ => throw new ArgumentException($"NCCL cannot sum tensors of type {type}.", nameof(type)),
    };
}
