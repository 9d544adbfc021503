namespace Cdarts.Engine.Data;

/// <summary>Content of an IDX file of grey pictures.</summary>
/// <param name="Count">Pictures.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Pixels">Pictures one after another, row by row.</param>
internal sealed record IdxPictures(int Count, int Height, int Width, byte[] Pixels);
