namespace Cdarts.Engine.Networks.Fused;

/// <summary>Size of a picture whose channels lie in blocks of lanes.</summary>
/// <param name="Blocks">Blocks of channels.</param>
/// <param name="Rows">Height.</param>
/// <param name="Columns">Width.</param>
/// <param name="Lanes">Channels in a block.</param>
internal readonly record struct PictureShape(int Blocks, int Rows, int Columns, int Lanes)
{
    internal int Positions => Rows * Columns;

    /// <summary>Elements of one block.</summary>
    internal nint Plane => (nint)Positions * Lanes;

    /// <summary>Elements of the picture.</summary>
    internal nint Elements => Plane * Blocks;

    internal int Channels => Blocks * Lanes;

    /// <summary>Half the height and width.</summary>
    internal PictureShape Halved => this with { Rows = (Rows + 1) / 2, Columns = (Columns + 1) / 2 };
}
