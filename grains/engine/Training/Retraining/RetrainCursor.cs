namespace Cdarts.Engine.Training.Retraining;

/// <summary>Names the next update of a retraining: everything before it is committed, it and everything after it is not.</summary>
/// <param name="Epoch">Epoch, from 0; the number of epochs when the run is completed.</param>
/// <param name="Step">Step inside the epoch, from 0.</param>
public readonly record struct RetrainCursor(int Epoch, int Step) : IComparable<RetrainCursor>
{
    /// <inheritdoc/>
    public int CompareTo(RetrainCursor other) => (Epoch, Step).CompareTo((other.Epoch, other.Step));

    /// <summary>For example <c>epoch 3 step 17</c>, with counts from 1 as the console shows them.</summary>
    public override string ToString() => $"epoch {Epoch + 1} step {Step + 1}";
}
