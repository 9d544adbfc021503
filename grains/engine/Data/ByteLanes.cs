using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Data;

/// <summary>A vector of bytes as four vectors of 32-bit integers, in order.</summary>
internal readonly record struct ByteLanes(Vector<int> A, Vector<int> B, Vector<int> C, Vector<int> D)
{
    /// <summary>The same value everywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ByteLanes All(int value)
    {
        Vector<int> lanes = new(value);
        return new ByteLanes(lanes, lanes, lanes, lanes);
    }

    /// <summary>Bytes as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ByteLanes Widen(Vector<byte> bytes)
    {
        Vector.Widen(bytes, out Vector<ushort> lower, out Vector<ushort> upper);
        Vector.Widen(lower, out Vector<uint> a, out Vector<uint> b);
        Vector.Widen(upper, out Vector<uint> c, out Vector<uint> d);
        return new ByteLanes(a.As<uint, int>(), b.As<uint, int>(), c.As<uint, int>(), d.As<uint, int>());
    }

    /// <summary>Integers, which must be 0..255, as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<byte> Narrow() => Vector.Narrow(
        Vector.Narrow(A.As<int, uint>(), B.As<int, uint>()),
        Vector.Narrow(C.As<int, uint>(), D.As<int, uint>()));
}
