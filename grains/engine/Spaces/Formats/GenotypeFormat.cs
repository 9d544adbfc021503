namespace Cdarts.Engine.Spaces.Formats;

/// <summary>Formats that genotypes are written in.</summary>
public enum GenotypeFormat
{
    /// <summary>Our JSON (<see cref="GenotypeJson"/>).</summary>
    Json = 0,

    /// <summary>Cream's tuple (<see cref="CreamText"/>).</summary>
    Cream = 1,

    /// <summary>The file that Cream's retraining reads (<see cref="CreamJson"/>).</summary>
    CreamJson = 2,

    /// <summary>NNI's <c>epoch_NN.json</c> (<see cref="NniJson.Write"/>).</summary>
    Nni = 3,

    /// <summary>NNI's <c>epoch_NN.genotypes</c> (<see cref="NniJson.WriteGenotypes"/>).</summary>
    NniGenotypes = 4,
}
