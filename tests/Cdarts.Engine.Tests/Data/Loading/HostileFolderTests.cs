using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Tests.Data.Folders;
using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Data.Loading;

/// <summary>Broken and odd files on the way that training takes.</summary>
public class HostileFolderTests
{
    private static readonly string[] Bad = ["huge_dims_header.JPEG", "text_named.JPEG", "truncated_half.JPEG", "truncated_header.JPEG", "zero_byte.JPEG"];

    [SkippableFact]
    public void The_empty_class_is_named() => Assert.Contains(
        "n99999999_empty_class",
        Assert.Throws<CdartsException>(() => new FolderScan(TimeProvider.System).Scan(Path.Combine(RealData.Folder("hostile-images"), "train"))).Message);

    [SkippableFact]
    public void Every_file_is_a_picture_or_a_sentence_and_the_loader_goes_on()
    {
        using PictureFolder folder = Copy(RealData.Folder("hostile-images"));
        FolderSet set = (FolderSet)DataSource.Load(PictureFolder.SettingsOf(folder.Path) with { ImageSize = 64, EvaluationResize = 72 }).Train;
        string[] files = [.. Enumerable.Range(0, set.Count).Select(i => Path.GetFileName(set.Manifest.PathOf(i)))];
        Assert.Equal(23, files.Length);
        Assert.DoesNotContain(files, file => file.StartsWith('.') || file.EndsWith(".txt", StringComparison.Ordinal));
        using BatchReader reader = BatchReader.Create(set, BatchChanges.None, Precision.Float32, CPU, 4);
        int good = Array.IndexOf(files, "ok_baseline.JPEG");
        byte[] expected = Read(reader, good);
        for (int i = 0; i < files.Length; i++)
        {
            if (Bad.Contains(files[i]))
            {
                Assert.Contains(files[i], Assert.Throws<BadPictureException>(() => Read(reader, i)).Message);
            }
            else
            {
                Read(reader, i);
            }

            Assert.Equal(expected, Read(reader, good));
        }

        // In training the damaged part may lie outside of the region: only what is bad in every case is bad in all epochs.
        for (int i = 0; i < files.Length; i++)
        {
            StreamPlan plan = new(DataStream.Retrain, [i], 0, 1, 0);
            if (Bad.Contains(files[i]) && files[i] != "truncated_half.JPEG")
            {
                Assert.Throws<BadPictureException>(() => reader.Read(plan, 0, 0, 0, 1, augment: true));
            }
            else if (!Bad.Contains(files[i]))
            {
                Assert.True(reader.Read(plan, 0, 0, 0, 1, augment: true).Images.isfinite().all().item<bool>());
            }
        }
    }

    private static byte[] Read(BatchReader reader, int index) => reader.ReadEach([index]).Select(batch => batch.Images.bytes.ToArray()).Single();

    private static PictureFolder Copy(string hostile)
    {
        PictureFolder folder = new();
        foreach (string file in Directory.GetFiles(Path.Combine(hostile, "train", "n01440764")))
        {
            folder.Add($"train/n01440764/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        folder.Add("val/n01440764/a.jpg", File.ReadAllBytes(Path.Combine(hostile, "train", "n01440764", "ok_baseline.JPEG")));
        return folder;
    }
}
