namespace Cdarts.Engine.Data;

/// <summary>How a picture is put into a batch.</summary>
/// <param name="ShiftY">Row y of the batch shows row y + ShiftY of the picture; rows that it does not have are black.</param>
/// <param name="ShiftX">The same for columns, before mirroring.</param>
/// <param name="Mirrored">Whether left and right are exchanged, after the shift.</param>
internal readonly record struct Placement(int ShiftY, int ShiftX, bool Mirrored)
{
    /// <summary>As it is.</summary>
    public static Placement Unchanged => default;
}
