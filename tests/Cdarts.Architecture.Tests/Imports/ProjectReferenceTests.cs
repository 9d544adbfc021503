using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Imports;

/// <summary>Imports point one way: client, silo, actors, engine; contracts are known to the first three.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<Room, Room[]> Allowed = new()
    {
        [Room.Contracts] = [],
        [Room.Engine] = [],
        [Room.Actors] = [Room.Contracts, Room.Engine],
        [Room.Silo] = [Room.Contracts, Room.Actors],
        [Room.Client] = [Room.Contracts, Room.Silo],
    };

    public static TheoryData<string> Rooms => Room.Names(Room.All);

    public static TheoryData<string> TestProjects => [.. TestProjectFiles().Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void ARoomReferencesTheRoomsBelowItAndNoOther(string name)
    {
        Room room = Room.Named(name);
        Assert.Equal(Allowed[room].Select(other => other.ProjectName).Order(), room.Project.ProjectReferences.Select(reference => reference.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void WhatRestoreResolvedStaysInsideTheChain(string name)
    {
        Room room = Room.Named(name);
        Assert.Equal(Reachable(room).Order(), room.Graph.Projects.Order());
    }

    [Theory]
    [MemberData(nameof(TestProjects))]
    public void TestsReferenceTheRoomThatTheyTestAndNoOther(string name)
    {
        IReadOnlyList<ProjectReference> references = TestProjectFiles().Single(project => project.Name == name).ProjectReferences;
        switch (name)
        {
            case "Cdarts.Architecture.Tests":
                Assert.All(references, reference => Assert.False(reference.Compiled, $"{reference.Name} is to be read, not compiled against"));
                Assert.Equal(Room.All.Select(room => room.ProjectName).Order(), references.Select(reference => reference.Name).Order());
                break;
            case "Cdarts.EndToEnd.Tests":
                Assert.Equal(
                    [(ProjectPath(Room.Client), false), (TestProject("Cdarts.Examples.Space"), false), (TestProject("Cdarts.Benchmarks"), false), (TestProject("Cdarts.Chaos"), true)],
                    references.Select(reference => (reference.FilePath, reference.Compiled)));
                break;
            case "Cdarts.Chaos":
                Assert.Equal([ProjectPath(Room.Client), ProjectPath(Room.Silo)], references.Select(reference => reference.FilePath));
                Assert.All(references, reference => Assert.False(reference.Compiled, $"{reference.Name} is to be started, not compiled against"));
                break;
            case "Cdarts.Chaos.Tests":
                Assert.Equal([new ProjectReference(TestProject("Cdarts.Chaos"), Compiled: true)], references);
                break;
            case "Cdarts.Benchmarks" or "Cdarts.Examples.Space":
                Assert.Equal([new ProjectReference(ProjectPath(Room.Engine), Compiled: true)], references);
                break;
            default:
                Room room = Room.Named(name[..^".Tests".Length]);
                Assert.Equal([new ProjectReference(ProjectPath(room), Compiled: true)], references);
                break;
        }
    }

    [Fact]
    public void EveryRoomHasATestProject() =>
        Assert.Superset(Room.All.Select(room => room.ProjectName + ".Tests").ToHashSet(), TestProjectFiles().Select(project => project.Name).ToHashSet());

    [Theory]
    [MemberData(nameof(Rooms))]
    public void OnlyTheTestsOfARoomSeeItsInternals(string name)
    {
        Room room = Room.Named(name);
        string[] strangers = [.. room.Assembly.Friends.Except([name + ".Tests", "Cdarts.Benchmarks"])];
        Assert.True(strangers.Length == 0, $"{name} shows its internals to {string.Join(", ", strangers)}");
    }

    private static string TestProject(string name) => Repository.In($"tests/{name}/{name}.csproj");

    private static string ProjectPath(Room room) => room.Project.FilePath;

    private static HashSet<string> Reachable(Room room) =>
        [.. Allowed[room].SelectMany(next => Reachable(next).Append(next.ProjectName))];

    private static IEnumerable<ProjectFile> TestProjectFiles() =>
        ProjectFile.All().Where(project => Repository.Relative(project.FilePath).StartsWith("tests/", StringComparison.Ordinal));
}
