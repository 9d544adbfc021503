namespace Cdarts.Engine.Kernels;

/// <summary>
/// The vector operations that the kernels are made of, for one element type and one register width. A kernel that is generic in its
/// <typeparamref name="TVector"/> is compiled once for each, with these calls inlined.
/// </summary>
/// <typeparam name="TVector">A hardware vector of <typeparamref name="T"/>.</typeparam>
/// <typeparam name="T">Element type: <see cref="float"/> or <see cref="double"/>.</typeparam>
internal unsafe interface ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged
{
    /// <summary>Elements in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Vector registers of a processor that has this width.</summary>
    static abstract int Registers { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Load(T* source);

    static abstract void Store(TVector vector, T* destination);

    /// <summary>Adds every element to a sum of its own in double precision.</summary>
    static abstract void AddTo(TVector vector, double* sums);

    static abstract TVector Broadcast(T value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    /// <summary><c>left * right + addend</c>, rounded once where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary><paramref name="value"/> where <paramref name="gate"/> is above zero or NaN, else zero: LibTorch's ReLU and its gradient.</summary>
    static abstract TVector Gate(TVector gate, TVector value);

    /// <summary><paramref name="replacement"/> where <paramref name="candidate"/> is above <paramref name="best"/> or NaN, else <paramref name="value"/>.</summary>
    static abstract TVector IfBetter(TVector candidate, TVector best, TVector replacement, TVector value);

    /// <summary><paramref name="value"/> where <paramref name="left"/> equals <paramref name="right"/>, else zero.</summary>
    static abstract TVector IfEqual(TVector left, TVector right, TVector value);
}
