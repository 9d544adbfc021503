using Cdarts.Client.Doctor;
using Cdarts.Client.Engine;
using Cdarts.Client.Runs;
using Cdarts.Engine.Spaces;

namespace Cdarts.Client.Tests.Support;

internal sealed class FakeEngineTools : IEngineTools
{
    public IReadOnlyList<IDoctorCheck> Checks { get; init; } = [];

    public Genotype ReadGenotype(string json) => Samples.Read(json);

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
