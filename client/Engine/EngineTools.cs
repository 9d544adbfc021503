using Cdarts.Client.Doctor;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Data.Shards;
using Cdarts.Engine.Export;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts.Estimates;
using Cdarts.Engine.Training.Memory;
using Cdarts.Grains.Settings;

namespace Cdarts.Client.Engine;

/// <summary>The real engine: the only file of the console that calls it.</summary>
internal sealed class EngineTools : IEngineTools
{
    public IReadOnlyList<IDoctorCheck> Checks { get; } = [new SpacesCheck(), new LibTorchCheck(), new GradientCheck(), new BFloat16Check(), new SampleCheck()];

    public void LoadSpaces(string path) => SpaceAssemblies.Load(path);

    public Genotype ReadGenotype(string json) => GenotypeJson.Read(json, "the genotype");

    public DataSummary ReadData(string name, string folder)
    {
        TrainTestSets sets = DataSource.Load(new DataSettings { Name = name, Path = folder });
        return new DataSummary(sets.Train.Count, sets.Test.Count, sets.Train.Classes);
    }

    public bool IsImageFolder(string folder) => FolderVerification.IsImageFolder(folder);

    public FolderFinding VerifyFolder(string folder, Action<FolderProgress> report, TimeProvider time, CancellationToken cancellationToken) =>
        FolderVerification.Run(folder, report, time, cancellationToken);

    public PackResult PackFolder(
        string folder, string output, PackSettings settings, Action<FolderProgress> report, TimeProvider time, CancellationToken cancellationToken) =>
        FolderPacking.Run(folder, output, settings, report, time, cancellationToken);

    public FolderSpeed MeasureFolder(string folder, int pictures, int? threads, TimeProvider time) => FolderBench.Run(folder, pictures, threads, time);

    public IReadOnlyList<PublishedCell> PublishedCells => Cdarts.Engine.Spaces.PublishedCells.All;

    public Genotype ReadGenotypeFile(string path) => GenotypeFile.Read(path);

    public string WriteGenotype(Genotype genotype, GenotypeFormat format) => GenotypeFile.Write(genotype, format);

    public RetrainShape ShapeFor(string dataSet) => RetrainShape.For(dataSet);

    public CellDescription Describe(Genotype genotype, RetrainShape shape) => CellDescription.Of(genotype, shape);

    public IReadOnlyList<string> WritePictures(string genotypeJson, string caption, string format, string stem) =>
        GenotypeFiles.WritePictures(stem, format, ReadGenotype(genotypeJson), caption);

    public void ExportNetwork(RunManifest run, string runFolder, string format, string file, Action<string> warn)
    {
        using ExportedNetwork network = Source(run, runFolder).Load(warn);
        if (format == "onnx")
        {
            OnnxFile.Write(file, network);
        }
        else
        {
            CreamFile.Write(file, network);
        }
    }

    public void Require(RunSpec spec)
    {
        RunSpecMapping.ToSettings(spec);
        RetrainMapping.ToSettings(spec);
    }

    public string? Memory(RunSpec spec)
    {
        if (Pictures(spec.Data) is not var (classes, imageSize))
        {
            return null;
        }

        return spec.Task == RunTask.Search
            ? MemoryReport.Of(RunSpecMapping.ToSettings(spec), classes, imageSize)
            : MemoryReport.Of(RetrainMapping.ToSettings(spec), ReadGenotype(spec.Retrain.Genotype), classes, imageSize);
    }

    public IReadOnlyList<string> Layouts(RunSpec spec, int replicas, double? gigabytesPerSecond) =>
        spec is { Task: RunTask.Search, Strategy: Contracts.Specification.SearchStrategy.Cdarts } && Pictures(spec.Data) is var (classes, imageSize)
            ? LayoutReport.Of(RunSpecMapping.ToSettings(spec), classes, imageSize, replicas, gigabytesPerSecond ?? LayoutReport.DefaultGigabytesPerSecond)
            : [];

    public (string Svg, byte[] Png) DrawComparison(IReadOnlyList<(string Label, IReadOnlyList<double> Values)> groups, string title)
    {
        ComparedGroup[] drawn = [.. groups.Select(group => new ComparedGroup(group.Label, group.Values))];
        return (ComparisonPicture.WriteSvg(drawn, title), ComparisonPicture.WritePng(drawn, title));
    }

    public IReadOnlyList<CheckpointListing> ListCheckpoints(string folder) => new CheckpointReader(folder).List();

    public string? VerifyCheckpoint(string folder, string name) => new CheckpointReader(folder).Verify(name);

    public IReadOnlyList<string> PruneCheckpoints(string folder, int keep) => CheckpointPruning.Prune(folder, keep);

    public NetworkFigures Evaluate(RunManifest run, string runFolder, string? checkpoint, DataSpec? data, Action<string> warn)
    {
        RunManifest measured = data is null ? run : run with { Spec = run.Spec with { Data = data } };
        CdartsSettings settings = RunSpecMapping.ToSettings(measured.Spec);
        // The network's shape comes from the data set that it was trained on, which may have moved.
        RunManifest trained = measured.Spec.Data.Name == run.Spec.Data.Name ? measured : run;
        return NetworkFigures.Measure(Source(trained, runFolder, checkpoint), settings.Data, settings.Precision, warn);
    }

    /// <summary>Classes and size of the pictures of a data set; for a folder that is not there, or is packed, those of ILSVRC 2012.</summary>
    private static (int Classes, int ImageSize)? Pictures(DataSpec data) => data.Name switch
    {
        "sample" or "cifar10" or "fashion-mnist" => (10, 32),
        "cifar100" => (100, 32),
        "image-folder" => (FolderClasses(Path.Combine(data.Path, "train")) ?? 1000, data.ImageSize),
        _ => null,
    };

    private static int? FolderClasses(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Count() : null;

    private static INetworkSource Source(RunManifest run, string runFolder, string? checkpoint = null) =>
        run.Spec.Task == RunTask.Retrain
            ? new RetrainRunSource(run.Name, runFolder, new(RetrainMapping.ToSettings(run.Spec), run.Spec.Retrain.Genotype), checkpoint)
            : new SearchRunSource(run.Name, runFolder, RunSpecMapping.ToSettings(run.Spec), checkpoint);

    private sealed class SpacesCheck : IDoctorCheck
    {
        public string Name => "search spaces";

        public DoctorFinding Look() => DoctorFinding.Good(string.Join(", ", SearchSpaces.Names));
    }

    private sealed class LibTorchCheck : IDoctorCheck
    {
        public string Name => "LibTorch";

        public DoctorFinding Look()
        {
            NativeRuntime.Initialize();
            return DoctorFinding.Good(string.Join(", ", NativeRuntime.LoadedFiles()));
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
