using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Layout;

/// <summary>A class that wants 400 lines is two ideas.</summary>
public sealed class SourceFileTests
{
    private const int MostLines = 399;

    public static TheoryData<string> Rooms => Room.Names(Room.All);

    [Theory]
    [MemberData(nameof(Rooms))]
    public void NoFileOfTheProductIsLong(string name)
    {
        string[] files = [.. Repository.SourceFiles(Room.Named(name).Path, "*.cs")];
        Assert.NotEmpty(files);
        IEnumerable<string> tooLong = files
            .Select(file => (Path: Repository.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > MostLines)
            .Select(file => $"{file.Path}: {file.Lines} lines");
        Assert.Equal([], tooLong);
    }
}
