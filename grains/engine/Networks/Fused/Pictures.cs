namespace Cdarts.Engine.Networks.Fused;

/// <summary>The pictures of a batch in memory.</summary>
/// <param name="first">The first picture.</param>
/// <param name="step">From picture to picture, in elements.</param>
internal readonly unsafe struct Pictures<T>(T* first, nint step)
    where T : unmanaged
{
    internal T* this[long sample] => first + ((nint)sample * step);
}
