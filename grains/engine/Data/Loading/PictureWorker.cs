using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;

namespace Cdarts.Engine.Data.Loading;

/// <summary>What one thread needs to load pictures of a set: transforms and memory, used again for each picture.</summary>
/// <param name="set">Pictures.</param>
/// <param name="changes">Random changes, where an order asks for them.</param>
internal sealed class PictureWorker(FolderSet set, TrainingTransformSettings changes)
{
    private readonly TrainingTransform _training = new(changes with { Size = set.Height });
    private readonly EvaluationTransform _evaluation = new(set.EvaluationResize, set.Height);
    private byte[] _bytes = [];

    /// <summary>Loads a picture.</summary>
    /// <param name="order">Batch that it is for.</param>
    /// <param name="picture">Position in the data set.</param>
    /// <param name="target">Where it goes, [3, size, size].</param>
    /// <returns>Why it cannot be used, with its class and where it was needed; null: it is there.</returns>
    public Exception? Load(BatchOrder order, int picture, Span<byte> target)
    {
        try
        {
            Write(order, picture, target);
            return null;
        }
        catch (BadPictureException problem)
        {
            return new BadPictureException(
                problem.Picture, problem.Reason, $"{Where(order, picture)}{Continued(problem)} (`cdarts data verify` finds all such pictures, and data.bad_pictures skip_listed leaves them out).");
        }
        catch (CdartsException problem)
        {
            return new CdartsException($"{Where(order, picture)}{Continued(problem)}.", problem);
        }
        catch (Exception problem)
        {
            return new CdartsException($"{Where(order, picture)}the picture '{set.Store.NameOf(picture)}' cannot be loaded ({problem.GetType().Name}: {problem.Message.TrimEnd('.')}).", problem);
        }
    }

    private static string Continued(CdartsException problem) => char.ToLowerInvariant(problem.Message[0]) + problem.Message[1..].TrimEnd('.');

    private string Where(BatchOrder order, int picture) =>
        $"{char.ToUpperInvariant(order.Use[0])}{order.Use[1..]}, class {set.ClassNames[set.Labels[picture]]}: ";

    private void Write(BatchOrder order, int picture, Span<byte> target)
    {
        if (_bytes.Length > PixelBuffer.MostKept)
        {
            // One huge file does not stay with the thread that met it.
            _bytes = [];
        }

        int length = set.Store.Read(picture, ref _bytes);
        using EncodedPicture encoded = EncodedPicture.Open(_bytes.AsMemory(0, length), set.Store.NameOf(picture));
        if (order.IsAugmented)
        {
            (long seed, DataStream stream, long epoch) = order.Key;
            _training.Apply(encoded, _training.Draw(seed, stream, epoch, picture), target);
        }
        else
        {
            _evaluation.Apply(encoded, target);
        }
    }
}
