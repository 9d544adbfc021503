using System.Globalization;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>NCCL's counting of versions, since 2.9: major x 10000 + minor x 100 + patch.</summary>
internal static class NcclVersion
{
    internal static string Text(int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version / 10000}.{version / 100 % 100}.{version % 100}");
}
