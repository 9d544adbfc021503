namespace Cdarts.Engine.Kernels;

/// <summary>Positions that an inner loop holds in registers, as a type, so that the loop is compiled for it.</summary>
internal interface ITile
{
    static abstract int Size { get; }
}

internal readonly struct Tile16 : ITile
{
    public static int Size => 16;
}

internal readonly struct Tile8 : ITile
{
    public static int Size => 8;
}

internal readonly struct Tile4 : ITile
{
    public static int Size => 4;
}

internal readonly struct Tile1 : ITile
{
    public static int Size => 1;
}
