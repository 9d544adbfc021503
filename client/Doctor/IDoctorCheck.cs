namespace Cdarts.Client.Doctor;

/// <summary>One thing that <c>doctor</c> looks at.</summary>
internal interface IDoctorCheck
{
    /// <summary>What is looked at, for example <c>disk space</c>.</summary>
    string Name { get; }

    /// <summary>Looks. An exception counts as a failure, with its message.</summary>
    DoctorFinding Look();
}

/// <summary>What a check found.</summary>
/// <param name="Verdict">Whether it is good enough.</param>
/// <param name="Text">What was seen, and what to do if it is not good.</param>
internal sealed record DoctorFinding(DoctorVerdict Verdict, string Text)
{
    public static DoctorFinding Good(string text) => new(DoctorVerdict.Good, text);

    public static DoctorFinding Doubtful(string text) => new(DoctorVerdict.Doubtful, text);

    public static DoctorFinding Bad(string text) => new(DoctorVerdict.Bad, text);
}

/// <summary>Whether a machine is good enough.</summary>
internal enum DoctorVerdict
{
    /// <summary>Yes.</summary>
    Good = 0,

    /// <summary>Training works, but not well.</summary>
    Doubtful = 1,

    /// <summary>Training does not work.</summary>
    Bad = 2,
}
