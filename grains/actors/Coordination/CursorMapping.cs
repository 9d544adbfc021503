using Cdarts.Contracts.Grains;
using Cdarts.Engine.Training;

namespace Cdarts.Grains.Coordination;

/// <summary>The engine's cursor and the one that crosses process borders.</summary>
internal static class CursorMapping
{
    public static RunCursor ToContract(this Cursor cursor) =>
        new(cursor.Cycle, cursor.Phase.ToString(), cursor.Epoch, cursor.Step, cursor.Update);

    public static Cursor ToEngine(this RunCursor cursor) =>
        new(cursor.Cycle, Enum.Parse<TrainingPhase>(cursor.Phase), cursor.Epoch, cursor.Step, cursor.Update);
}
