namespace Cdarts.Engine.Networks;

/// <summary>Refuses shapes that cannot be built, before anything is.</summary>
internal static class NetworkCheck
{
    internal static void Require(NetworkSettings settings, int imageSize)
    {
        int minimum = settings.Stem == StemKind.Imagenet ? 224 : 32;
        Check(settings.Channels >= 2 && settings.Channels % 2 == 0, $"network.channels is {settings.Channels}: use an even number of at least 2.");
        Check(settings.StemMultiplier >= 1, $"network.stem_multiplier is {settings.StemMultiplier}: use at least 1.");
        Check(settings.SearchCells >= 3, $"network.search_cells is {settings.SearchCells}: use at least 3, one per stage.");
        Check(settings.EvaluationCells >= 3, $"network.evaluation_cells is {settings.EvaluationCells}: use at least 3, one per stage.");
        Check(
            settings.Stacking == StackingChoice.Auto || settings.Form == NetworkForm.Fast || settings.StackAnywhere,
            $"network.stacking is {settings.Stacking.ToString().ToLowerInvariant()}, but network.form is straight: leave it auto, or use network.form fast.");
        Check(
            imageSize >= minimum && imageSize % minimum == 0,
            $"The pictures are {imageSize}x{imageSize}, but network.stem '{settings.Stem.ToString().ToLowerInvariant()}' "
            + $"needs a multiple of {minimum}: use the other stem or other data.");
    }

    private static void Check(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new CdartsException(sentence);
        }
    }
}
