using Cdarts.Client.Doctor;
using Cdarts.Engine;
using Cdarts.Engine.Spaces;

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

    /// <summary>Writes the evaluation network's weights of the newest checkpoint that verifies to a safetensors file.</summary>
    /// <exception cref="CdartsException">There is no such checkpoint, or the file cannot be written.</exception>
    void ExportEvaluationWeights(string runFolder, string file);
}
