namespace Cdarts.Engine.Data.Folders;

/// <summary>Opens an image folder as a data set.</summary>
internal static class FolderSets
{
    /// <summary>Name in the settings.</summary>
    public const string Name = "image-folder";

    /// <summary>Opens the folder: lists its pictures, and decodes none.</summary>
    /// <exception cref="CdartsException">The folder cannot be used; the message is one sentence for the user.</exception>
    public static TrainTestSets Load(DataSettings settings, TimeProvider timeProvider)
    {
        string folder = settings.Path;
        DataFolder.Require(Name, folder);
        FolderPart train = FolderParts.Open(folder, FolderParts.Train, timeProvider);
        FolderPart valid = FolderParts.Open(folder, FolderParts.Valid, timeProvider);
        RequireSameClasses(folder, train.Manifest.ClassNames, valid.Manifest.ClassNames);
        int hidden = train.Hidden + valid.Hidden;
        List<string> notes = hidden == 0 ? [] : [$"Hidden files and folders in '{folder}' are passed over: {hidden}, whose names begin with a dot."];
        if (settings.BadPictures == BadPicturePolicy.SkipListed)
        {
            BadPictureList list = BadPictureList.Find(folder)
                ?? throw new CdartsException($"The image folder '{folder}' has no list of bad pictures to skip: run `cdarts data verify {folder}`, or use data.bad_pictures fail.");
            int before = train.Manifest.Count + valid.Manifest.Count;
            train = FolderParts.Without(train, FolderParts.Train, list);
            valid = FolderParts.Without(valid, FolderParts.Valid, list);
            RequirePictures(train.Manifest, FolderParts.Train);
            RequirePictures(valid.Manifest, FolderParts.Valid);
            notes.Add($"{before - train.Manifest.Count - valid.Manifest.Count} listed bad pictures of '{folder}' are left out.");
        }

        ManifestArchive.Keep(train.Manifest);
        FolderSet Set(string part, FolderPart pictures) =>
            new($"{Name} {part}", pictures.Manifest, pictures.Store, settings.ImageSize, settings.EvaluationResize);
        return new TrainTestSets(Set(FolderParts.Train, train), Set(FolderParts.Valid, valid)) { Notes = notes };
    }

    private static void RequireSameClasses(string folder, IReadOnlyList<string> train, IReadOnlyList<string> valid)
    {
        if (train.Except(valid).FirstOrDefault() is { } missing)
        {
            throw new CdartsException($"The image folder '{folder}' has the class {missing} in train but not in val: both need the same class folders.");
        }

        if (valid.Except(train).FirstOrDefault() is { } extra)
        {
            throw new CdartsException($"The image folder '{folder}' has the class {extra} in val but not in train: both need the same class folders.");
        }
    }

    private static void RequirePictures(FolderManifest manifest, string part)
    {
        bool[] has = new bool[manifest.ClassNames.Count];
        foreach (int label in manifest.Labels)
        {
            has[label] = true;
        }

        int empty = Array.IndexOf(has, false);
        if (empty >= 0)
        {
            throw new CdartsException($"All pictures of the class {manifest.ClassNames[empty]} in {part} are on the list of bad pictures: put good ones there.");
        }
    }
}
