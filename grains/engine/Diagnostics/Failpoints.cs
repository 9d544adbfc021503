namespace Cdarts.Engine.Diagnostics;

/// <summary>Places in the program, named, at which a test can make the process die, fail or wait. Inert in normal use.</summary>
public static class Failpoints
{
    /// <summary>Tells that the place <paramref name="name"/> is reached.</summary>
    /// <param name="name">Name of the place, for example <c>joint.between-updates</c>.</param>
    /// <param name="position">Where in the run, for example a cursor; matched by the test's condition.</param>
    public static void Reach(string name, string position = "")
    {
        _ = name;
        _ = position;
    }
}
