using Cdarts.Client.Doctor;
using Cdarts.Engine;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Client.Engine;

/// <summary>The seam to the engine: what the console needs of it beside its records.</summary>
internal interface IEngineTools
{
    /// <summary>Checks of the engine on this machine, in the order in which they are shown.</summary>
    IReadOnlyList<IDoctorCheck> Checks { get; }

    /// <summary>Reads a genotype's JSON text.</summary>
    /// <exception cref="CdartsException">The text is not a genotype.</exception>
    Genotype ReadGenotype(string json);

    /// <summary>Reads every record of a data set.</summary>
    /// <param name="name">Name in the settings.</param>
    /// <param name="folder">Folder of its files.</param>
    /// <exception cref="CdartsException">A file cannot be used.</exception>
    DataSummary ReadData(string name, string folder);

    /// <summary>The built-in cells.</summary>
    IReadOnlyList<PublishedCell> PublishedCells { get; }

    /// <summary>Reads a genotype's file in any known format, or the one in a folder.</summary>
    /// <exception cref="CdartsException">There is no such file, or it is not a genotype.</exception>
    Genotype ReadGenotypeFile(string path);

    /// <summary>Text of a genotype in a format.</summary>
    string WriteGenotype(Genotype genotype, GenotypeFormat format);

    /// <summary>Shape of the network that a cell is retrained in for one of <see cref="RetrainShape.DataSets"/>.</summary>
    RetrainShape ShapeFor(string dataSet);

    /// <summary>Counts a cell and its network.</summary>
    CellDescription Describe(Genotype genotype, RetrainShape shape);

    /// <summary>Writes the evaluation network's weights of the newest checkpoint that verifies to a safetensors file.</summary>
    /// <exception cref="CdartsException">There is no such checkpoint, or the file cannot be written.</exception>
    void ExportEvaluationWeights(string runFolder, string file);
}
