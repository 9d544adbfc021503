namespace Cdarts.Engine.Training.Layouts;

/// <summary>Rows of the global batch that two paired replicas both see, so that each needs the other's logits for them.</summary>
/// <param name="Peer">Rank of the other one, among those of its side.</param>
/// <param name="FirstRow">Place of the first row in the global batch.</param>
/// <param name="Count">Rows.</param>
public readonly record struct PairLink(int Peer, int FirstRow, int Count);

/// <summary>
/// Which search and evaluation replicas are pairs, and which rows of the validation batch travel between them. Each side cuts the global batch B by its own
/// number of replicas W: rank r takes the rows [B·r/W, B·(r+1)/W). A search and an evaluation replica are a pair where their slices overlap, so that of 1:1
/// each has one partner, of k:1 the one evaluation replica has k, and any other ratio gives a chain.
/// </summary>
/// <remarks>
/// Where slices are processed in parts, the same part on both sides is of the same rows: the overlaps are cut, not the slices. So no replica can wait for rows of
/// a part that its peer begins only after the peer has got rows of this replica's later part. Immutable.
/// </remarks>
public sealed class PairPlan
{
    private readonly PairLink[][][] _links;
    private readonly int[] _replicas;

    /// <summary>Creates a plan.</summary>
    /// <param name="globalBatch">Rows of the validation batch over all replicas of a side, B.</param>
    /// <param name="searchReplicas">Search replicas.</param>
    /// <param name="evaluationReplicas">Evaluation replicas.</param>
    /// <param name="parts">Parts in which every replica processes its slice.</param>
    /// <exception cref="CdartsException">A side has more replicas than the batch has rows.</exception>
    public PairPlan(int globalBatch, int searchReplicas, int evaluationReplicas, int parts = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(searchReplicas, evaluationReplicas), 1);
        if (Math.Max(searchReplicas, evaluationReplicas) > globalBatch)
        {
            throw new CdartsException(
                $"A batch of {globalBatch} pictures cannot be shared by {Math.Max(searchReplicas, evaluationReplicas)} replicas of one network: choose a larger batch size.");
        }

        (GlobalBatch, Parts, _replicas) = (globalBatch, parts, [searchReplicas, evaluationReplicas]);
        _links = [Overlaps(NetworkSide.Search), Overlaps(NetworkSide.Evaluation)];
    }

    /// <summary>Rows of the validation batch.</summary>
    public int GlobalBatch { get; }

    /// <summary>Parts in which every replica processes its slice.</summary>
    public int Parts { get; }

    /// <summary>
    /// In how many parts slices must be processed so that no replica has more than a number of pictures at once: as few as can be, and of at least two pictures
    /// each, since the value of one picture in a channel cannot be normalised.
    /// </summary>
    /// <param name="globalBatch">Rows of the validation batch.</param>
    /// <param name="searchReplicas">Search replicas.</param>
    /// <param name="evaluationReplicas">Evaluation replicas.</param>
    /// <param name="devicePictures">Most pictures at once; 0 for no limit.</param>
    public static PairPlan WithParts(int globalBatch, int searchReplicas, int evaluationReplicas, int devicePictures)
    {
        const int FewestPictures = 2;
        int fewest = Math.Min(searchReplicas, evaluationReplicas), largest = (globalBatch + fewest - 1) / fewest;
        int parts = devicePictures == 0 ? 1 : (largest + devicePictures - 1) / devicePictures;
        while (true)
        {
            PairPlan plan = new(globalBatch, searchReplicas, evaluationReplicas, parts);
            if (parts == 1 || plan.SmallestPart() >= FewestPictures)
            {
                return plan;
            }

            parts--;
        }
    }

    /// <summary>Place in the global batch at which a replica's slice begins.</summary>
    public int FirstRow(NetworkSide side, int rank) => (int)((long)GlobalBatch * rank / _replicas[(int)side]);

    /// <summary>Rows of a replica's slice.</summary>
    public int Count(NetworkSide side, int rank) => FirstRow(side, rank + 1) - FirstRow(side, rank);

    /// <summary>A replica's partners, in the order of the rows that they share.</summary>
    public IReadOnlyList<PairLink> Links(NetworkSide side, int rank) => _links[(int)side][rank];

    /// <summary>The same for one of the parts; the part is of these rows, one link's behind the other's.</summary>
    public IReadOnlyList<PairLink> Links(NetworkSide side, int rank, int part) =>
    [
        .. from link in Links(side, rank)
           let first = (int)((long)link.Count * part / Parts)
           let end = (int)((long)link.Count * (part + 1) / Parts)
           where end > first
           select new PairLink(link.Peer, link.FirstRow + first, end - first),
    ];

    private PairLink[][] Overlaps(NetworkSide side)
    {
        NetworkSide other = (NetworkSide)(1 - (int)side);
        return [.. Enumerable.Range(0, _replicas[(int)side]).Select(rank => Enumerable.Range(0, _replicas[(int)other])
            .Select(peer => new PairLink(
                peer,
                Math.Max(FirstRow(side, rank), FirstRow(other, peer)),
                Math.Min(FirstRow(side, rank + 1), FirstRow(other, peer + 1)) - Math.Max(FirstRow(side, rank), FirstRow(other, peer))))
            .Where(link => link.Count > 0)
            .ToArray())];
    }

    private int SmallestPart() => new[] { NetworkSide.Search, NetworkSide.Evaluation }.Min(side =>
        Enumerable.Range(0, _replicas[(int)side]).Min(rank => Enumerable.Range(0, Parts).Min(part => Links(side, rank, part).Sum(link => link.Count))));
}
