using Cdarts.Client.Doctor;
using Cdarts.Client.Engine;
using Cdarts.Client.Runs;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Client.Tests.Support;

internal sealed class FakeEngineTools : IEngineTools
{
    private readonly EngineTools _real = new();

    public IReadOnlyList<IDoctorCheck> Checks { get; init; } = [];

    public Genotype ReadGenotype(string json) => Samples.Read(json);

    public DataSummary ReadData(string name, string folder) => _real.ReadData(name, folder);

    // What needs no native library is the real thing.
    public IReadOnlyList<PublishedCell> PublishedCells => _real.PublishedCells;

    public Genotype ReadGenotypeFile(string path) => _real.ReadGenotypeFile(path);

    public string WriteGenotype(Genotype genotype, GenotypeFormat format) => _real.WriteGenotype(genotype, format);

    public RetrainShape ShapeFor(string dataSet) => _real.ShapeFor(dataSet);

    public CellDescription Describe(Genotype genotype, RetrainShape shape) => _real.Describe(genotype, shape);

    public IReadOnlyList<string> WritePictures(string genotypeJson, string caption, string format, string stem)
    {
        string[] files = [$"{stem}normal.{format}", $"{stem}reduction.{format}"];
        Array.ForEach(files, file => File.WriteAllText(file, $"{genotypeJson}, {caption}"));
        return files;
    }

    public void ExportNetwork(RunManifest run, string runFolder, string format, string file, Action<string> warn)
    {
        warn("A checkpoint was passed over.");
        File.WriteAllText(file, $"{format} of {run.Name} in {runFolder}");
    }
}
