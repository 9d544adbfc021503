using Cdarts.Contracts.Specification;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Grains.Settings;

/// <summary>Gives the engine's settings for a run specification. Thread-safe.</summary>
public interface ISettingsMapping
{
    /// <summary>Maps a resolved specification.</summary>
    /// <exception cref="Cdarts.Engine.CdartsException">A value of the specification is impossible.</exception>
    CdartsSettings ToSettings(RunSpec spec);

    /// <summary>What a retraining trains; null for a search.</summary>
    /// <exception cref="Cdarts.Engine.CdartsException">A value of the specification is impossible.</exception>
    RetrainPlan? ToRetrainPlan(RunSpec spec);
}
