namespace Cdarts.Engine.Networks;

/// <summary>Refuses shapes that cannot be built, before anything is.</summary>
internal static class NetworkCheck
{
    /// <summary>The CIFAR stem's networks halve twice and then pool 6 x 6; the others halve five times in all.</summary>
    private const int Multiple = 32;

    internal static void Require(NetworkSettings settings, int imageSize)
    {
        // The last reduction needs an even size, and the head behind it 3 x 3 positions at least.
        int minimum = settings.Stem == StemKind.Cifar ? Multiple : 3 * Multiple;
        int stages = NetworkLayout.StagesOf(settings.Stem);
        Check(settings.Channels >= 2 && settings.Channels % 2 == 0, $"network.channels is {settings.Channels}: use an even number of at least 2.");
        Check(settings.StemMultiplier >= 1, $"network.stem_multiplier is {settings.StemMultiplier}: use at least 1.");
        Check(settings.SearchCells >= stages, $"network.search_cells is {settings.SearchCells}: use at least {stages}, one per stage.");
        Check(settings.EvaluationCells >= stages, $"network.evaluation_cells is {settings.EvaluationCells}: use at least {stages}, one per stage.");
        Check(
            settings.Stacking == StackingChoice.Auto || settings.Form == NetworkForm.Fast || settings.StackAnywhere,
            $"network.stacking is {settings.Stacking.ToString().ToLowerInvariant()}, but network.form is straight: leave it auto, or use network.form fast.");
        Check(
            imageSize >= minimum && imageSize % Multiple == 0,
            $"The pictures are {imageSize}x{imageSize}, but network.stem '{settings.Stem.ToString().ToLowerInvariant()}' "
            + $"needs a multiple of {Multiple}{(minimum > Multiple ? $" from {minimum} on" : "")}: use another stem or other data.");
    }

    private static void Check(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new CdartsException(sentence);
        }
    }
}
