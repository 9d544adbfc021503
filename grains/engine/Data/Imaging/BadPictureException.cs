namespace Cdarts.Engine.Data.Imaging;

/// <summary>A picture that cannot be used. Nothing else is affected: the next picture can be decoded with the same buffers.</summary>
public sealed class BadPictureException : CdartsException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="picture">The picture as a user knows it, usually its path.</param>
    /// <param name="reason">Why it cannot be used.</param>
    /// <param name="message">One sentence.</param>
    public BadPictureException(string picture, BadPictureReason reason, string message) : base(message)
    {
        Picture = picture;
        Reason = reason;
    }

    /// <summary>The picture as a user knows it, usually its path.</summary>
    public string Picture { get; }

    /// <summary>Why it cannot be used.</summary>
    public BadPictureReason Reason { get; }
}
