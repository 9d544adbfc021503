using System.Runtime.CompilerServices;

namespace Cdarts.Client.Tests.Support;

/// <summary>Tests keep what they cache beside themselves, not in the cache of whoever runs them.</summary>
internal static class CacheOfTests
{
    [ModuleInitializer]
    internal static void Use() => Environment.SetEnvironmentVariable("CDARTS_CACHE", Path.Combine(AppContext.BaseDirectory, "cache"));
}
