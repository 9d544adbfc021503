using Cdarts.Client.Configuration;
using Cdarts.Client.Engine;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Configuration;

public sealed class SpecSourcesTests
{
    [Fact]
    public void Flags_beat_variables_beat_the_file_beats_the_preset()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("a.yaml", "schedule: {cycles: 11, joint_epochs: 11, search_warmup_epochs: 11}");
        Dictionary<string, string> variables = new() { ["CDARTS_SCHEDULE__CYCLES"] = "12", ["CDARTS_SCHEDULE__JOINT_EPOCHS"] = "12" };

        ScheduleSpec schedule = new SpecSources(file, "quickstart", ["schedule.cycles=13"], variables).Resolve().Spec.Schedule;

        Assert.Equal((13, 12, 11), (schedule.Cycles, schedule.JointEpochs, schedule.SearchWarmupEpochs));
        Assert.NotEqual(RunSpec.Cream.Schedule.StepsPerEpoch, schedule.StepsPerEpoch);
    }

    [Fact]
    public void Without_a_file_the_preset_is_quickstart_and_with_one_it_is_none()
    {
        Dictionary<string, string> variables = [];

        Assert.Equal("quickstart", new SpecSources(null, null, [], variables).EffectivePreset);
        Assert.Equal("none", new SpecSources("a.yaml", null, [], variables).EffectivePreset);
        Assert.Equal("quickstart", new SpecSources("a.yaml", "quickstart", [], variables).EffectivePreset);
    }

    [Fact]
    public void Every_preset_can_be_run() =>
        Assert.All(PresetCatalog.Names, name =>
        {
            SpecSources sources = new(null, name, [], new Dictionary<string, string>()) { DataFolder = name == "quickstart" ? null : "pictures" };
            new EngineTools().Require(sources.Resolve().Spec);
        });

    [Fact]
    public void The_preset_quickstart_uses_the_built_in_pictures() =>
        Assert.Equal("sample", new SpecSources(null, "quickstart", [], new Dictionary<string, string>()).Resolve().Spec.Data.Name);
}
