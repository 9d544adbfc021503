using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Transforms;

namespace Cdarts.Engine.Data;

/// <summary>Labelled encoded pictures in files, which are read and decoded when they are needed. Immutable; readable from any thread.</summary>
public sealed class FolderSet : PictureSet
{
    private const int Colours = 3;

    internal FolderSet(string name, FolderManifest manifest, IPictureStore store, int imageSize, int evaluationResize)
        : base(name, Colours, imageSize, imageSize, manifest.ClassNames, Normalisation.Imagenet)
    {
        EvaluationTransform.Require(evaluationResize, imageSize);
        Manifest = manifest;
        Store = store;
        EvaluationResize = evaluationResize;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Labels => Manifest.Labels;

    /// <inheritdoc/>
    public override string Fingerprint => Manifest.Fingerprint;

    /// <summary>Short side before the middle is cut out to be measured on, pixels.</summary>
    public int EvaluationResize { get; }

    internal FolderManifest Manifest { get; }

    internal IPictureStore Store { get; }
}
