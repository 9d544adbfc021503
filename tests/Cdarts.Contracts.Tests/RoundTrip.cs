using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Cdarts.Contracts.Tests;

/// <summary>Sends values through the serializer that silos and consoles use.</summary>
internal static class RoundTrip
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static T Of<T>(T value)
        where T : notnull => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;
}
