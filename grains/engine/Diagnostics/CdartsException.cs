namespace Cdarts.Engine;

/// <summary>A failure that a user can do something about: its message is one sentence that says what, where and what to do.</summary>
public class CdartsException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CdartsException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public CdartsException(string message, Exception cause) : base(message, cause)
    {
    }
}
