namespace Cdarts.Silo.Supervision;

/// <summary>
/// How a child learns that its supervisor is gone, even by SIGKILL: the supervisor holds the other end of the child's standard input and never writes, and the
/// kernel closes it with the process. Without supervisor nobody would start the child again, and its device would seem taken to the next one.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Set for a child, by its supervisor.</summary>
    public const string Variable = "CDARTS_SUPERVISED";

    /// <summary>Watches on a thread of its own until the input ends.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="gone">Told once the supervisor is gone.</param>
    public static void Start(Stream input, Action gone)
    {
        void Watch()
        {
            Span<byte> nothing = stackalloc byte[64];
            while (input.Read(nothing) > 0)
            {
                // Nobody writes; whatever comes says that somebody is there.
            }

            gone();
        }

        new Thread(Watch) { IsBackground = true, Name = "cdarts parent watch" }.Start();
    }
}
