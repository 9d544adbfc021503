using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>A progress bar as markup.</summary>
internal static class Bar
{
    private const int Width = 30;

    public static Markup Of(long done, long total, bool unicode)
    {
        int filled = total > 0 ? (int)(Width * Math.Clamp(done, 0, total) / total) : 0;
        (char full, char empty) = unicode ? ('━', '─') : ('#', '-');
        return new($"[green]{new string(full, filled)}[/][grey]{new string(empty, Width - filled)}[/]");
    }
}
