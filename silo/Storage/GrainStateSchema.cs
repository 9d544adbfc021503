namespace Cdarts.Silo.Storage;

/// <summary>
/// Our schema for Orleans' relational grain storage on SQLite. The provider asks the table OrleansQuery for three statements by name and gives them
/// the grain's identity, the payload and the version (the ETag) that it holds; a write answers the new version, or the old one when it lost the race.
/// </summary>
internal static class GrainStateSchema
{
    /// <summary>Creates what is missing and renews the statements. Idempotent.</summary>
    public const string Create = """
        CREATE TABLE IF NOT EXISTS OrleansStorage (
            ServiceId TEXT NOT NULL,
            GrainTypeString TEXT NOT NULL,
            GrainIdN0 INTEGER NOT NULL,
            GrainIdN1 INTEGER NOT NULL,
            GrainKey TEXT NOT NULL,
            PayloadBinary BLOB,
            Version INTEGER NOT NULL,
            PRIMARY KEY (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainKey)
        );
        CREATE TABLE IF NOT EXISTS OrleansQuery (QueryKey TEXT NOT NULL PRIMARY KEY, QueryText TEXT NOT NULL);
        """;

    private const string Row = """
        ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
            AND GrainKey = ifnull(@GrainIdExtensionString, '')
        """;

    private const string LostRace = "SELECT @GrainStateVersion AS NewGrainStateVersion WHERE changes() = 0 AND @GrainStateVersion IS NOT NULL;";

    /// <summary>The statements by name.</summary>
    public static IReadOnlyDictionary<string, string> Queries { get; } = new Dictionary<string, string>
    {
        ["ReadFromStorageKey"] = $"SELECT PayloadBinary, Version FROM OrleansStorage WHERE {Row};",

        // A grain without a version may insert but not overwrite; one with a version may overwrite that version but not insert.
        ["WriteToStorageKey"] = $"""
            INSERT INTO OrleansStorage (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainKey, PayloadBinary, Version)
            SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, ifnull(@GrainIdExtensionString, ''), @PayloadBinary, 1
            WHERE @GrainStateVersion IS NULL OR EXISTS (SELECT 1 FROM OrleansStorage WHERE {Row})
            ON CONFLICT DO UPDATE SET PayloadBinary = excluded.PayloadBinary, Version = Version + 1 WHERE Version = @GrainStateVersion
            RETURNING Version AS NewGrainStateVersion;
            {LostRace}
            """,

        // The row stays, so that a grain that still holds an older version cannot write.
        ["ClearStorageKey"] = $"""
            UPDATE OrleansStorage SET PayloadBinary = NULL, Version = Version + 1 WHERE {Row} AND Version = @GrainStateVersion
            RETURNING Version AS NewGrainStateVersion;
            {LostRace}
            """,
    };
}
