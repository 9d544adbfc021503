using System.Numerics;
using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// What a fused unit does between its ReLU and its 1x1 convolution, for one picture at a time. Works in scratch memory that all units share, so the
/// result of a call is valid until the next unit's. Bound to one thread.
/// </summary>
internal abstract unsafe class SpatialMap<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Shape of the result.</summary>
    internal abstract PictureShape Mapped { get; }

    /// <summary>Where the gradient of the result has to be written for <see cref="Backward"/> and <see cref="LearnWeights"/>.</summary>
    internal abstract Picture<T> Gradient { get; }

    /// <summary>Copies the weights into the order in which the kernels read them.</summary>
    internal virtual void Pack()
    {
    }

    /// <summary>Maps the rectified picture; gives a picture whose rows follow each other.</summary>
    internal abstract Picture<T> Forward();

    /// <summary>Adds the gradient of the rectified picture to <paramref name="inputGradient"/>.</summary>
    internal abstract void Backward(in Picture<T> inputGradient);

    /// <summary>Adds up the weights' gradients over pictures.</summary>
    internal virtual void LearnWeights()
    {
    }

    /// <summary>Adds what was added up to the weights' gradients, and starts again from zero.</summary>
    internal virtual void GiveGradients()
    {
    }
}
