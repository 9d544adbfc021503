namespace Cdarts.Client.Data;

/// <summary>
/// The data sets that can be fetched. Lengths and SHA-256 of what is downloaded are those of the checksum lists of TensorFlow Datasets; those of the files in
/// the CIFAR archives are those of torchvision for Ruby, which also has the same archives.
/// </summary>
internal static class OfficialSets
{
    private const long Cifar10Bytes = 10_000 * 3073L;

    private static readonly Uri Toronto = new("https://www.cs.toronto.edu/~kriz/");

    private static readonly OfficialFile[] FashionMnistFiles =
    [
        new("train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        new("train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        new("t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        new("t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<OfficialSet> All { get; } =
    [
        new(
            "cifar10",
            Toronto,
            [new("cifar-10-binary.tar.gz", 170052171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")],
            "cifar-10-batches-bin",
            [
                new("data_batch_1.bin", Cifar10Bytes, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
                new("data_batch_2.bin", Cifar10Bytes, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
                new("data_batch_3.bin", Cifar10Bytes, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
                new("data_batch_4.bin", Cifar10Bytes, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
                new("data_batch_5.bin", Cifar10Bytes, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
                new("test_batch.bin", Cifar10Bytes, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
            ],
            50_000,
            10_000),
        new(
            "cifar100",
            Toronto,
            [new("cifar-100-binary.tar.gz", 168513733, "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")],
            "cifar-100-binary",
            [
                new("train.bin", 50_000 * 3074L, "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29"),
                new("test.bin", 10_000 * 3074L, "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"),
            ],
            50_000,
            10_000),
        new(
            "fashion-mnist",
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            FashionMnistFiles,
            "",
            FashionMnistFiles,
            60_000,
            10_000),
    ];
}
