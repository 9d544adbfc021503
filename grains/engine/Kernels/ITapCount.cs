namespace Cdarts.Engine.Kernels;

/// <summary>A number of taps that the compiler sees as a constant, so that one text serves strips of every length without a branch.</summary>
internal interface ITapCount
{
    static abstract int Value { get; }
}

internal readonly struct OneTap : ITapCount
{
    public static int Value => 1;
}

internal readonly struct TwoTaps : ITapCount
{
    public static int Value => 2;
}

internal readonly struct ThreeTaps : ITapCount
{
    public static int Value => 3;
}

internal readonly struct FiveTaps : ITapCount
{
    public static int Value => 5;
}
