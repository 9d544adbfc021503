namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>Tests that compare small searches share the runs that are made once.</summary>
[CollectionDefinition(Name)]
public sealed class SmallSearches : ICollectionFixture<ReferenceRun>, ICollectionFixture<KilledRun>
{
    public const string Name = "small searches";
}
