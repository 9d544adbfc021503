using System.Globalization;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Commands;

/// <summary>Reads the seeds of a campaign.</summary>
internal static class CampaignSeeds
{
    private const int Most = 1000;

    /// <param name="text">For example <c>1,2,3</c>.</param>
    /// <exception cref="CommandException">It is not a list of different seeds.</exception>
    public static IReadOnlyList<long> Read(string text)
    {
        List<long> seeds = [];
        foreach (string part in text.Split(','))
        {
            if (!long.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long seed) || seeds.Contains(seed) || seeds.Count == Most)
            {
                throw new CommandException(
                    ExitCode.BadConfiguration, $"--seeds is {(text.Length == 0 ? "empty" : SettingKeys.Shorten(text))}: use different whole numbers from 0, at most {Most}, for example 1,2,3.");
            }

            seeds.Add(seed);
        }

        return seeds;
    }
}
