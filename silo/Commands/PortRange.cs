using System.Globalization;

namespace Cdarts.Silo.Commands;

/// <summary>Ports that may be listened on.</summary>
/// <param name="First">First port; 0 = any free one.</param>
/// <param name="Last">Last port.</param>
internal readonly record struct PortRange(int First, int Last)
{
    /// <summary>Any free port.</summary>
    public static PortRange Any => new(0, 0);

    /// <summary>Reads <c>N</c> or <c>N-M</c>; null when it is neither.</summary>
    public static PortRange? Parse(string text)
    {
        string[] ends = text.Split('-');
        return ends.Length is 1 or 2 && Port(ends[0]) is { } first && Port(ends[^1]) is { } last && first <= last ? new PortRange(first, last) : null;
    }

    /// <summary>Reads one port, 1 to 65535; null when it is none.</summary>
    public static int? Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= ushort.MaxValue ? port : null;
}
