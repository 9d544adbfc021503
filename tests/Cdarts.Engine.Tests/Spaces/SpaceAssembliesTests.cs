using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Tests.Spaces;

public sealed class SpaceAssembliesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cdarts-spaces-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_is_not_there_is_one_sentence() =>
        Assert.Equal("There is no file nowhere.dll to load search spaces from: give the path of an assembly (.dll).", Sentence(() => SpaceAssemblies.Load("nowhere.dll")));

    [Fact]
    public void A_file_that_is_no_assembly_is_one_sentence()
    {
        string path = Path.Combine(_folder, "text.dll");
        File.WriteAllText(path, "text");

        Assert.Equal($"{path} is no .NET assembly, so that no search space can be loaded from it.", Sentence(() => SpaceAssemblies.Load(path)));
    }

    [Fact]
    public void An_assembly_without_a_space_is_one_sentence()
    {
        string path = Write("Nothing", (_, module) => module.DefineType("Public", TypeAttributes.Public).CreateType());

        Assert.Equal(
            $"{path} has no search space: it needs a public class that derives from Cdarts.Engine.Spaces.SearchSpace.", Sentence(() => SpaceAssemblies.Load(path)));
    }

    [Fact]
    public void An_assembly_of_another_engine_is_one_sentence()
    {
        string engine = Write("Cdarts.Engine", (_, module) => module.DefineType("Cdarts.Engine.Spaces.Gone", TypeAttributes.Public | TypeAttributes.Abstract).CreateType(), version: new(99, 0, 0, 0));
        AssemblyLoadContext other = new("another engine", isCollectible: true);
        Type gone = other.LoadFromAssemblyPath(engine).GetType("Cdarts.Engine.Spaces.Gone")!;
        string path = Write("Old", (_, module) => module.DefineType("Space", TypeAttributes.Public, gone).CreateType());
        other.Unload();

        Assert.Equal($"{path} was built for version 99.0.0.0 of Cdarts.Engine, and this is {typeof(SearchSpace).Assembly.GetName().Version}: build it again.", Sentence(() => SpaceAssemblies.Load(path)));
    }

    [Fact]
    public void A_space_of_a_constructor_or_of_an_instance_is_made_known()
    {
        // Not to the whole process, whose other tests name the known spaces.
        List<SearchSpace> known = [];
        SpaceAssemblies.Register("mine.dll", [typeof(Made), typeof(Single), typeof(SearchSpace), typeof(string)], known.Add);

        Assert.IsType<Made>(known[0]);
        Assert.Same(Single.Instance, known[1]);
        Assert.Equal(2, known.Count);
    }

    [Fact]
    public void A_space_may_come_twice()
    {
        SearchSpaces.Register(DartsSpace.Instance);

        Assert.Same(DartsSpace.Instance, SearchSpaces.Find("darts"));
    }

    [Theory]
    [InlineData(typeof(Clashing), "There are two search spaces with the name 'darts': rename one.")]
    [InlineData(typeof(Misnamed), "The search space 'Two words' (Cdarts.Engine.Tests.Spaces.Misnamed) needs a name of lower-case letters, digits, '-' and '_'.")]
    [InlineData(typeof(Closed), "Cdarts.Engine.Tests.Spaces.Closed has neither a public constructor without parameters nor a static property Instance: add one.")]
    [InlineData(typeof(Broken), "Cdarts.Engine.Tests.Spaces.Broken cannot be made: It is broken.")]
    public void A_space_that_cannot_be_used_is_one_sentence(Type space, string sentence) =>
        Assert.Equal($"mine.dll cannot be used: {sentence}", Sentence(() => SpaceAssemblies.Register("mine.dll", [space], SearchSpaces.Register)));

    private static string Sentence(Action load) => Assert.Throws<CdartsException>(load).Message;

    private string Write(string name, Action<AssemblyBuilder, ModuleBuilder> define, Version? version = null)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName(name) { Version = version ?? new(1, 0, 0, 0) }, typeof(object).Assembly);
        define(assembly, assembly.DefineDynamicModule(name));
        string path = Path.Combine(_folder, $"{name}.dll");
        assembly.Save(path);
        return path;
    }
}

public abstract class TestSpace(string name) : SearchSpace
{
    public override string Name => name;

    public override IReadOnlyList<string> Candidates { get; } = ["skip_connect"];

    public override IReadOnlyList<CellKind> Cells => [new CellKind("cell", Candidates, 1, 1, null, [1], false)];

    public override int? KindAt(bool reduction) => 0;

    public override Operation CreateOperation(Declarations declare, int candidate, int channels, int stride, bool affine) => new Identity();

    public override NetworkCost OperationCost(int candidate, int channels, int stride, int outputSize, bool affine) => default;
}

public sealed class Made() : TestSpace("test-made");

public sealed class Single : TestSpace
{
    private Single() : base("test-single")
    {
    }

    public static Single Instance { get; } = new();
}

public sealed class Clashing() : TestSpace("darts");

public sealed class Misnamed() : TestSpace("Two words");

public sealed class Closed(int value) : TestSpace($"test-closed-{value}");

public sealed class Broken : TestSpace
{
    public Broken() : base("test-broken") => throw new InvalidOperationException("It is broken.");
}
