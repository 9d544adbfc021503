using Cdarts.Engine.Tests.Data;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Random pictures of three classes on disk, as a run reads them.</summary>
internal static class SessionPictures
{
    internal const int Train = 24, Test = 6;

    /// <summary>Writes the folders <c>pictures</c> and <c>run</c>, the latter empty.</summary>
    /// <returns><paramref name="root"/>.</returns>
    internal static string NewRoot(string root)
    {
        string pictures = In(root);
        Directory.CreateDirectory(pictures);
        Directory.CreateDirectory(Path.Combine(root, "run"));
        void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(pictures, name), bytes);
        Write("train-images-idx3-ubyte", IdxBytes.Pictures(Train, 32, Pixels(Train)));
        Write("train-labels-idx1-ubyte", IdxBytes.Labels([.. Enumerable.Range(0, Train).Select(i => (byte)(i % 3))]));
        Write("t10k-images-idx3-ubyte", IdxBytes.Pictures(Test, 32, Pixels(Test)));
        Write("t10k-labels-idx1-ubyte", IdxBytes.Labels(0, 1, 2, 0, 1, 2));
        return root;
    }

    internal static string In(string root) => Path.Combine(root, "pictures");

    private static byte[] Pixels(int count)
    {
        byte[] pixels = new byte[count * 32 * 32];
        new Random(5).NextBytes(pixels);
        return pixels;
    }
}
