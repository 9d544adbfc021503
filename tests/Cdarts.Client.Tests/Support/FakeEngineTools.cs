using Cdarts.Client.Doctor;
using Cdarts.Client.Engine;
using Cdarts.Engine.Spaces;

namespace Cdarts.Client.Tests.Support;

internal sealed class FakeEngineTools : IEngineTools
{
    public IReadOnlyList<IDoctorCheck> Checks { get; init; } = [];

    public Genotype ReadGenotype(string json) => Samples.Read(json);

    public DataSummary ReadData(string name, string folder) => new EngineTools().ReadData(name, folder);

    public void ExportEvaluationWeights(string runFolder, string file) => File.WriteAllText(file, "weights");
}
