using Cdarts.Engine.Data;

namespace Cdarts.Engine.Tests.Data;

/// <summary>Makes folders of CIFAR records.</summary>
internal static class CifarBytes
{
    /// <summary>A record whose pixel at byte i is <c>first + i</c>, modulo 256.</summary>
    public static byte[] Record(int first, params byte[] labels) =>
        [.. labels, .. Enumerable.Range(0, CifarLayout.PictureBytes).Select(i => (byte)(first + i))];

    /// <summary>CIFAR-10 with two records in each train file and one in the test file; the label of record i is i modulo 10.</summary>
    public static void WriteCifar10(string folder)
    {
        Directory.CreateDirectory(folder);
        for (int file = 0; file < 5; file++)
        {
            byte[] records = [.. Record(2 * file, (byte)(2 * file)), .. Record((2 * file) + 1, (byte)((2 * file) + 1))];
            File.WriteAllBytes(Path.Combine(folder, CifarLayout.Cifar10.TrainFiles[file]), records);
        }

        File.WriteAllBytes(Path.Combine(folder, CifarLayout.Cifar10.TestFile), Record(77, 3));
        File.WriteAllText(Path.Combine(folder, CifarLayout.Cifar10.NamesFile), "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    }

    /// <summary>CIFAR-100 with two train records and one test record.</summary>
    public static void WriteCifar100(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "train.bin"), [.. Record(1, 19, 99), .. Record(2, 0, 42)]);
        File.WriteAllBytes(Path.Combine(folder, "test.bin"), Record(3, 7, 0));
        File.WriteAllLines(Path.Combine(folder, "fine_label_names.txt"), Enumerable.Range(0, 100).Select(c => $"class {c}"));
    }
}
