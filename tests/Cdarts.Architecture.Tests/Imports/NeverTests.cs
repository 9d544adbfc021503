using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Imports;

/// <summary>The architecture's nevers, transitive packages and compiled code included.</summary>
public sealed class NeverTests
{
    private static readonly string[] NativePlatforms = ["win", "windows", "osx", "macos", "arm64"];

    public static TheoryData<string> Rooms => Room.Names(Room.All);

    [Fact]
    public void TheEngineNeverKnowsOrleans()
    {
        AssertNone(Room.Engine.Graph.Packages, IsOrleans);
        AssertNone(Room.Engine.Assembly.References, IsOrleans);
    }

    [Fact]
    public void ContractsNeverKnowTorchSharp()
    {
        AssertNone(Room.Contracts.Graph.Packages, IsTorch);
        AssertNone(Room.Contracts.Assembly.References, IsTorch);
    }

    [Fact]
    public void ContractsNeverKnowTheServer()
    {
        AssertNone(Room.Contracts.Graph.Packages, IsServer);
        AssertNone(Room.Contracts.Assembly.References, IsServer);
    }

    [Fact]
    public void ActorsNeverTouchATensorType()
    {
        AssertNone(Room.Actors.Project.PackageReferences, IsTorch);
        AssertNone(Room.Actors.Assembly.ForeignTypes.Select(type => type.ToString()), name => name.Contains("TorchSharp", StringComparison.Ordinal));
        AssertNone(Room.Actors.Assembly.References, IsTorch);
    }

    /// <summary>The reading itself works: what the nevers look for is found where it belongs.</summary>
    [Fact]
    public void TheEngineIsSeenToUseTensors()
    {
        Assert.Contains(Room.Engine.Graph.Packages, IsTorch);
        Assert.Contains(Room.Engine.Assembly.ForeignTypes, type => type.FullName == "TorchSharp.torch.Tensor");
        Assert.Contains(Room.Contracts.Graph.Packages, IsOrleans);
        Assert.Contains(Room.Contracts.Assembly.References, IsOrleans);
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void NoNativesOfOtherSystemsAreRestored(string name) =>
        AssertNone(Room.Named(name).Graph.Packages, package => NamesNatives(package) && package.Split('.', '-').Any(IsOtherSystem));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void TheMetaPackageOfAllSystemsIsNotReferenced(string name) =>
        AssertNone(Room.Named(name).Graph.Packages, package => package is "TorchSharp-cpu" or "TorchSharp-cuda-windows" or "libtorch-cpu");

    private static bool IsOrleans(string name) => name.Contains("Orleans", StringComparison.OrdinalIgnoreCase);

    private static bool IsTorch(string name) => name.Contains("torch", StringComparison.OrdinalIgnoreCase);

    private static bool IsServer(string name) =>
        name is "Microsoft.Orleans.Server" or "Microsoft.Orleans.Runtime" or "Orleans.Server" or "Orleans.Runtime";

    private static bool NamesNatives(string package) => IsTorch(package) || package.Contains("NativeAssets", StringComparison.OrdinalIgnoreCase);

    private static bool IsOtherSystem(string part) => NativePlatforms.Any(platform => part.StartsWith(platform, StringComparison.OrdinalIgnoreCase));

    private static void AssertNone(IEnumerable<string> names, Func<string, bool> forbidden) => Assert.Equal([], names.Where(forbidden));
}
