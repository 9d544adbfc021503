using Cdarts.Client.Commands;
using Cdarts.Client.Doctor;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Client.Engine;

/// <summary>The real engine: the only file of the console that calls it.</summary>
internal sealed class EngineTools : IEngineTools
{
    private const string EvaluationFile = "evaluation.safetensors";

    public IReadOnlyList<IDoctorCheck> Checks { get; } = [new LibTorchCheck(), new GradientCheck(), new BFloat16Check(), new SampleCheck()];

    public Genotype ReadGenotype(string json) => GenotypeJson.Read(json, "the genotype");

    public DataSummary ReadData(string name, string folder)
    {
        TrainTestSets sets = DataSource.Load(new DataSettings { Name = name, Path = folder });
        return new DataSummary(sets.Train.Count, sets.Test.Count, sets.Train.Classes);
    }

    public IReadOnlyList<PublishedCell> PublishedCells => Cdarts.Engine.Spaces.PublishedCells.All;

    public Genotype ReadGenotypeFile(string path) => GenotypeFile.Read(path);

    public string WriteGenotype(Genotype genotype, GenotypeFormat format) => GenotypeFile.Write(genotype, format);

    public RetrainShape ShapeFor(string dataSet) => RetrainShape.For(dataSet);

    public CellDescription Describe(Genotype genotype, RetrainShape shape) => CellDescription.Of(genotype, shape);

    public void ExportEvaluationWeights(string runFolder, string file)
    {
        RunFolder folder = new(runFolder);
        CheckpointReader checkpoints = new(folder.CheckpointsDirectory);
        CheckpointListing? newest = checkpoints.List().FirstOrDefault(checkpoint => checkpoints.Verify(checkpoint.Name) is null);
        if (newest is null)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"There is no checkpoint in {folder.CheckpointsDirectory} that can be used.");
        }

        File.Copy(Path.Combine(folder.CheckpointsDirectory, newest.Name, EvaluationFile), file, overwrite: true);
    }

    private sealed class LibTorchCheck : IDoctorCheck
    {
        public string Name => "LibTorch";

        public DoctorFinding Look()
        {
            NativeRuntime.Initialize();
            return DoctorFinding.Good("loads");
        }
    }

    /// <summary>Throws, with the sentence that is shown, when the gradients are wrong.</summary>
    private sealed class GradientCheck : IDoctorCheck
    {
        public string Name => "gradients";

        public DoctorFinding Look()
        {
            GradientSelfTest.Require("cpu");
            return DoctorFinding.Good("as in float64");
        }
    }

    /// <summary>bfloat16 is a matter of speed alone, so that wrong gradients in it are no fault of the machine.</summary>
    private sealed class BFloat16Check : IDoctorCheck
    {
        public string Name => "bfloat16";

        public DoctorFinding Look() => DoctorFinding.Good(
            GradientSelfTest.AllowsBFloat16("cpu") ? "gradients as in float64, within its digits" : "gradients are wrong here, so it is not used on the CPU");
    }

    private sealed class SampleCheck : IDoctorCheck
    {
        public string Name => "sample data";

        public DoctorFinding Look()
        {
            TrainTestSets sets = DataSource.Load(new DataSettings());
            return DoctorFinding.Good($"{sets.Train.Count:N0} train and {sets.Test.Count:N0} test pictures");
        }
    }
}
