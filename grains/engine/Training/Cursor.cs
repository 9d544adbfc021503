namespace Cdarts.Engine.Training;

/// <summary>
/// Names the next update of a run: everything before it is committed, it and everything after it is not.
/// </summary>
/// <param name="Cycle">Cycle, from 0; 0 during the search warm-up as well; the number of cycles when the run is completed. A retraining is in cycle 0 and
/// completed in cycle 1.</param>
/// <param name="Phase">Phase inside the cycle.</param>
/// <param name="Epoch">Epoch inside the phase, from 0.</param>
/// <param name="Step">Step inside the epoch, from 0.</param>
/// <param name="Update">Update inside the step: 0, or 1 for the search network's update of a joint step.</param>
public readonly record struct Cursor(int Cycle, TrainingPhase Phase, int Epoch, int Step, int Update) : IComparable<Cursor>
{
    /// <summary>The first update of a run.</summary>
    public static Cursor Start { get; } = new(0, TrainingPhase.SearchWarmup, 0, 0, 0);

    /// <inheritdoc/>
    public int CompareTo(Cursor other) =>
        (Cycle, Phase, Epoch, Step, Update).CompareTo((other.Cycle, other.Phase, other.Epoch, other.Step, other.Update));

    /// <summary>For example <c>cycle 3 Joint epoch 0 step 17</c>, with counts from 1 as the console shows them.</summary>
    public override string ToString() =>
        $"cycle {Cycle + 1} {Phase} epoch {Epoch + 1} step {Step + 1}" + (Update == 0 ? "" : $" update {Update + 1}");
}
