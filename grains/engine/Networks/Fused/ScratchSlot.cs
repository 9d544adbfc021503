namespace Cdarts.Engine.Networks.Fused;

/// <summary>Scratch pictures that are in use at the same time.</summary>
internal static class ScratchSlot
{
    /// <summary>The rectified input of a stage.</summary>
    internal const int Rectified = 0;

    /// <summary>What a spatial map gives.</summary>
    internal const int Mapped = 1;

    /// <summary>Its gradient.</summary>
    internal const int MappedGradient = 2;

    /// <summary>The gradient of a unit's result before batch norm.</summary>
    internal const int ProductGradient = 3;

    /// <summary>The gradient of a stage's rectified input.</summary>
    internal const int RectifiedGradient = 4;

    /// <summary>The input of pooling, and what pooling's backward pass needs.</summary>
    internal const int Pooled = 5, PooledPlaces = 6, PooledGradient = 7, PooledMixture = 8;
}
