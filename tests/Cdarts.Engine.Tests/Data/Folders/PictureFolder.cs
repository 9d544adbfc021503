using Cdarts.Engine.Data;
using Cdarts.Engine.Tests.Data.Imaging;

namespace Cdarts.Engine.Tests.Data.Folders;

/// <summary>A small image folder with real JPEG files, which goes with the test.</summary>
internal sealed class PictureFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>Three classes; a picture's size tells it apart.</summary>
    public static PictureFolder Create(int trainPerClass = 6, int validPerClass = 2)
    {
        PictureFolder folder = new();
        foreach ((int label, string name) in ((string[])["ant", "bee", "cow"]).Index())
        {
            for (int i = 0; i < trainPerClass; i++)
            {
                folder.Add($"train/{name}/{i:D3}.jpg", 40 + i, 30 + (7 * label));
            }

            for (int i = 0; i < validPerClass; i++)
            {
                folder.Add($"val/{name}/{i:D3}.jpg", 41 + i, 32 + (5 * label));
            }
        }

        return folder;
    }

    public static DataSettings SettingsOf(string path) => new() { Name = "image-folder", Path = path, ImageSize = 16, EvaluationResize = 20, BatchSize = 6 };

    public void Add(string path, int width, int height) => Add(path, TestJpeg.Encode(width, height));

    public void Add(string path, byte[] content)
    {
        string file = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public void Delete(string path) => File.Delete(System.IO.Path.Combine(Path, path));

    public TrainTestSets Load(BadPicturePolicy policy = BadPicturePolicy.Fail) => DataSource.Load(SettingsOf(Path) with { BadPictures = policy });

    public FolderSet Train() => (FolderSet)Load().Train;

    public void Dispose() => _folder.Dispose();
}
