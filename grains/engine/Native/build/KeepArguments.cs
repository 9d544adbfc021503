using System;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// MSBuild task: writes a copy of TorchSharp.dll that asks the JIT not to optimise its methods (DebuggableAttribute with Default, IgnoreSymbolStoreSequencePoints and
/// DisableOptimizations).
/// </summary>
/// <remarks>
/// TorchSharp hands the native handles of its scalars to LibTorch and does not keep the scalars from the garbage collector: in optimised code a scalar that was made in
/// passing (as in a * 2.0, and in a + b) may be freed before LibTorch has read it, which is a wrong number or an exception. Arguments of a method that is not optimised
/// live until it returns. The methods do little but call LibTorch, so this costs next to nothing. The source file is never written to.
/// </remarks>
public sealed class KeepArguments : Task
{
    private const byte Flags = 0x03, DisableOptimizations = 0x01; // 0x103 in the second and third byte of the value

    // Length, prolog, the value 2 (IgnoreSymbolStoreSequencePoints), no named arguments: ECMA-335 II.23.3.
    private static readonly byte[] Released = { 8, 1, 0, 2, 0, 0, 0, 0, 0 };

    [Required] public string Source { get; set; } = "";
    [Required] public string Destination { get; set; } = "";

    public override bool Execute()
    {
        try
        {
            byte[] image = File.ReadAllBytes(Source);
            int at = Find(image, 0);
            if (at < 0 || Find(image, at + 1) >= 0)
            {
                throw new InvalidDataException("its DebuggableAttribute is not the one of a release build; look at the new version of TorchSharp");
            }

            (image[at + 3], image[at + 4]) = (Flags, DisableOptimizations);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination))!);
            string partial = Destination + ".partial";
            File.WriteAllBytes(partial, image);
            if (File.Exists(Destination)) File.Delete(Destination);
            File.Move(partial, Destination);
            return true;
        }
        catch (Exception problem) when (problem is InvalidDataException || problem is IOException || problem is UnauthorizedAccessException)
        {
            Log.LogError("Cdarts cannot make a copy of '" + Source + "' that keeps its arguments alive: " + problem.Message);
            return false;
        }
    }

    private static int Find(byte[] image, int from)
    {
        for (int at = from; at + Released.Length <= image.Length; at++)
        {
            int same = 0;
            while (same < Released.Length && image[at + same] == Released[same]) same++;
            if (same == Released.Length) return at;
        }

        return -1;
    }
}
