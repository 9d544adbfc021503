namespace Cdarts.Engine.Data;

/// <summary>
/// How the binary version of a CIFAR set lies on disk: files of records, each some label bytes and then the red, green and blue plane of a 32 x 32 picture.
/// </summary>
/// <param name="Name">Name in the settings.</param>
/// <param name="Folder">Folder inside the official archive.</param>
/// <param name="TrainFiles">Files of train records, in order.</param>
/// <param name="TestFile">File of test records.</param>
/// <param name="NamesFile">File of the class names, one on each line.</param>
/// <param name="LabelRanges">Number of values of each label byte of a record; the last byte is the class.</param>
internal sealed record CifarLayout(
    string Name, string Folder, IReadOnlyList<string> TrainFiles, string TestFile, string NamesFile, IReadOnlyList<int> LabelRanges)
{
    /// <summary>Rows and columns of a picture.</summary>
    public const int Side = 32;

    /// <summary>Channels of a picture.</summary>
    public const int Channels = 3;

    /// <summary>Bytes of a picture.</summary>
    public const int PictureBytes = Channels * Side * Side;

    /// <summary>CIFAR-10: 3,073 bytes a record.</summary>
    public static CifarLayout Cifar10 { get; } = new(
        "cifar10",
        "cifar-10-batches-bin",
        ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
        "test_batch.bin",
        "batches.meta.txt",
        [10]);

    /// <summary>CIFAR-100: 3,074 bytes a record, a coarse and a fine label; the fine one is the class.</summary>
    public static CifarLayout Cifar100 { get; } = new("cifar100", "cifar-100-binary", ["train.bin"], "test.bin", "fine_label_names.txt", [20, 100]);

    /// <summary>Classes.</summary>
    public int Classes => LabelRanges[^1];

    /// <summary>Bytes of a record.</summary>
    public int RecordBytes => LabelRanges.Count + PictureBytes;
}
