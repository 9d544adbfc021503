using System.Globalization;
using Cdarts.Silo.Commands;

namespace Cdarts.Silo.Supervision;

/// <summary>The command line of a device's silo, made of the one for all devices.</summary>
internal static class ChildArguments
{
    private static readonly string[] Replaced = ["--device", "--redis", "--cluster", "--name", "--silo-port", "--gateway-port"];

    /// <param name="arguments">Command line for all devices; every option has a value.</param>
    /// <param name="settings">What was read from it.</param>
    /// <param name="device">Device.</param>
    /// <param name="index">Its place among the devices, from 0.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> arguments, SiloSettings settings, string device, int index)
    {
        List<string> own = ["--device", device];
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i].Split('=', ':')[0];
            bool hasValue = arguments[i].Length > name.Length;
            if (!Replaced.Contains(name))
            {
                own.Add(arguments[i]);
            }
            else if (!hasValue)
            {
                i++;
            }
        }

        if (settings.Name is not null)
        {
            own.AddRange(["--name", $"{settings.Name}-{device.Replace(":", "", StringComparison.Ordinal)}"]);
        }

        bool hasFixedPorts = !System.Net.IPAddress.IsLoopback(settings.Advertise);
        AddPort(own, "--silo-port", settings.SiloPort ?? (hasFixedPorts ? SiloSettings.DefaultPrimaryPort : null), index);
        AddPort(own, "--gateway-port", settings.GatewayPort ?? (hasFixedPorts ? SiloSettings.DefaultGatewayPort : null), index);
        return own;
    }

    private static void AddPort(List<string> own, string option, int? first, int index)
    {
        if (first is { } port)
        {
            own.AddRange([option, (port + index).ToString(CultureInfo.InvariantCulture)]);
        }
    }
}
