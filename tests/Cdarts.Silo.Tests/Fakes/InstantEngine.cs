using Cdarts.Contracts.Specification;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Hosting;
using Cdarts.Grains.Settings;

namespace Cdarts.Silo.Tests.Fakes;

/// <summary>An engine whose phases end at once, but for the search warm-up, which waits for <see cref="Go"/> or a stop.</summary>
internal sealed class InstantEngine : ISearchSessionFactory, ISettingsMapping, ITopologyEngine
{
    public const int Cycles = 1;

    public ManualResetEventSlim Go { get; } = new(true);

    public EngineServices Services => new(this, this, this, new LocalCollectives(), device => new(1 << 30, 100));

    /// <summary>Highest generation in the folder, as checkpoints would tell it.</summary>
    public long FolderGeneration { get; set; }

    public ISearchSession Open(SessionOptions options, ISessionEvents events)
    {
        ResumePoint start = new(Cursor.Start, [0.5], "d", null, [], null, FolderGeneration, [], 0, "pictures");
        return new Session(this, start, events);
    }

    public CdartsSettings ToSettings(RunSpec spec) => CdartsSettings.Cream with { Schedule = new() { Cycles = Cycles } };

    public RetrainPlan? ToRetrainPlan(RunSpec spec) => null;

    public string DeriveGenotypeJson(double[] alphas, string space) => "{}";

    public (long Parameters, long MultiplyAdds) Count(string genotypeJson, RunSpec spec) => (1, 2);

    private sealed class Session(InstantEngine engine, ResumePoint start, ISessionEvents events) : ISearchSession
    {
        private readonly ManualResetEventSlim _stop = new(false);

        private long _generation;

        public ResumePoint ResumePoint => start;

        public bool IsWhole => true;

        public void Rehearse()
        {
        }

        public bool Rewind() => false;

        public void Join(SessionGroup group) => _generation = group.Generation;

        public PhaseResult RunPhase(PhaseCommand command)
        {
            if (command.Phase == TrainingPhase.SearchWarmup)
            {
                WaitHandle.WaitAny([engine.Go.WaitHandle, _stop.WaitHandle]);
            }

            Cursor next = new(command.Cycle, command.Phase, 0, 1, 0);
            events.Checkpointed(new($"g{_generation}", _generation, next, 1));
            engine.FolderGeneration = _generation;
            return new(_stop.IsSet ? PhaseStatus.Stopped : PhaseStatus.Completed, next, [0.5], "d", null, $"g{_generation}");
        }

        public RunResult Complete(string genotypeJson) => new(genotypeJson, new(0.5, 1, 1), "{}", 1, 2, new Dictionary<string, int>(), []);

        public void RequestStop(bool checkpoint) => _stop.Set();

        public void Dispose()
        {
        }
    }
}
