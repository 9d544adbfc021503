namespace Cdarts.Engine.Data.Shards;

/// <summary>What is done to pictures that are packed.</summary>
/// <param name="ShortSide">
/// Length of the short side to which larger pictures are resized and encoded again as JPEG, pixels; 0 = the pictures' own bytes are packed.
/// </param>
/// <param name="Quality">Quality of JPEG, 1 to 100.</param>
public sealed record PackSettings(int ShortSide = 0, int Quality = 90)
{
    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="CdartsException">A value is out of its range.</exception>
    public void Validate()
    {
        if (ShortSide is < 0 or > 4096)
        {
            throw new CdartsException($"The short side {ShortSide} is not between 1 and 4096 pixels: use for example 256, or leave it out to pack the pictures as they are.");
        }

        if (Quality is < 1 or > 100)
        {
            throw new CdartsException($"The quality {Quality} is not between 1 and 100: use for example 90.");
        }
    }
}
