using System.Globalization;
using System.Security.Cryptography;
using Cdarts.Client.Commands;
using Cdarts.Client.Engine;
using Cdarts.Engine;

namespace Cdarts.Client.Data;

/// <summary>Reads every record of a data set's folder and says what it is.</summary>
internal sealed class DataSetCheck(IReadOnlyList<OfficialSet> sets, IEngineTools engine)
{
    private const string AnyIdx = "idx";
    private const string IdxPictures = "train-images-idx3-ubyte";

    /// <summary>Checks a folder.</summary>
    /// <exception cref="CommandException">The folder is no data set, or a file in it cannot be used (exit code 2 or 5).</exception>
    public DataSetFinding Check(string folder)
    {
        if (!Directory.Exists(folder))
        {
            string names = string.Join(", ", sets.Select(set => set.Name));
            throw new CommandException(ExitCode.NotFoundOrInUse, $"There is no folder {folder}: name a folder, or one of {names} that `cdarts data fetch` has put into data/.");
        }

        try
        {
            return KindOf(folder) is { } set ? Compare(set, folder) : Other(folder);
        }
        catch (CdartsException error) when (error is not CommandException)
        {
            throw new CommandException(ExitCode.BadConfiguration, error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"{folder} cannot be read ({error.Message.TrimEnd('.')}): check it and its permissions.", error);
        }
    }

    // An IDX set is taken for the official one only when it has its length: the names of its files are those of many sets.
    private OfficialSet? KindOf(string folder) => sets.FirstOrDefault(set =>
    {
        FileInfo first = new(Path.Combine(set.FolderOfContents(folder), set.Contents[0].Name));
        return first.Exists && (!first.Name.StartsWith(IdxPictures, StringComparison.Ordinal) || first.Length == set.Contents[0].Bytes);
    });

    private DataSetFinding Compare(OfficialSet set, string folder)
    {
        DataSummary found = engine.ReadData(set.Name, folder);
        string what = Describe(found);
        if (found.TrainCount != set.TrainCount || found.TestCount != set.TestCount)
        {
            string whole = string.Create(CultureInfo.InvariantCulture, $"{set.TrainCount:N0} and {set.TestCount:N0}");
            bool isSubset = found.TrainCount <= set.TrainCount && found.TestCount <= set.TestCount;
            return new(set, false, $"{folder} is {(isSubset ? "a subset of" : "not the official")} {set.Name}: {what}; the full set has {whole}.");
        }

        foreach (OfficialFile file in set.Contents)
        {
            string path = Path.Combine(set.FolderOfContents(folder), file.Name);
            if (!File.Exists(path) || HashOf(path) != file.Sha256)
            {
                throw new CommandException(
                    ExitCode.BadConfiguration,
                    $"{folder} has as many pictures as the full {set.Name}, but {file.Name} is not the published file: fetch the data set again with `cdarts data fetch {set.Name}`.");
            }
        }

        return new(set, true, $"{folder} is the full official {set.Name}: {what}; every file is as published.");
    }

    private DataSetFinding Other(string folder)
    {
        if (!File.Exists(Path.Combine(folder, IdxPictures)) && !File.Exists(Path.Combine(folder, $"{IdxPictures}.gz")))
        {
            throw new CommandException(
                ExitCode.BadConfiguration,
                $"{folder} has no data set that cdarts knows: the files of CIFAR-10 or CIFAR-100 in their binary versions, four IDX files, or pictures in train/CLASS and val/CLASS, are needed there.");
        }

        return new(null, false, $"{folder} is a data set in IDX files: {Describe(engine.ReadData(AnyIdx, folder))}; there are no published hashes to compare with.");
    }

    private static string Describe(DataSummary found) => string.Create(
        CultureInfo.InvariantCulture, $"{found.TrainCount:N0} train and {found.TestCount:N0} test pictures in {found.Classes} classes");

    private static string HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <summary>What a folder is.</summary>
/// <param name="Set">The published set of which it is the whole or a part; null: another one.</param>
/// <param name="IsFull">Whether it is the whole.</param>
/// <param name="Text">One sentence.</param>
internal sealed record DataSetFinding(OfficialSet? Set, bool IsFull, string Text);
