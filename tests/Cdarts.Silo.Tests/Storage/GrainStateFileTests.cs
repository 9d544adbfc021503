using Cdarts.Engine;
using Cdarts.Silo.Storage;
using Cdarts.Silo.Tests.Fakes;
using Microsoft.Data.Sqlite;

namespace Cdarts.Silo.Tests.Storage;

public sealed class GrainStateFileTests
{
    private readonly Dictionary<string, object?> _grain = new()
    {
        ["ServiceId"] = "cdarts", ["GrainTypeString"] = "run", ["GrainIdN0"] = 0L, ["GrainIdN1"] = 0L, ["GrainIdExtensionString"] = "quick",
    };

    [Fact]
    public void A_record_is_written_read_and_fenced_by_its_version()
    {
        using RunFolder folder = new();
        using SqliteConnection db = Open(folder);

        Assert.Null(Read(db));
        Assert.Equal(1L, Write(db, "a", null));
        Assert.Equal(2L, Write(db, "b", 1));
        Assert.Equal(1L, Write(db, "late", 1)); // the version that the writer has: it lost
        Assert.Null(Write(db, "second first write", null));
        Assert.Equal(("b", 2L), Read(db));
    }

    [Fact]
    public void A_version_for_a_record_that_is_not_there_loses()
    {
        using RunFolder folder = new();
        using SqliteConnection db = Open(folder);

        Assert.Equal(4L, Write(db, "ghost", 4));
        Assert.Null(Read(db));
    }

    [Fact]
    public void A_cleared_record_keeps_fencing()
    {
        using RunFolder folder = new();
        using SqliteConnection db = Open(folder);
        Write(db, "a", null);

        Assert.Equal(2L, Run(db, "ClearStorageKey", ("GrainStateVersion", 1)));
        Assert.Equal(1L, Run(db, "ClearStorageKey", ("GrainStateVersion", 1)));
        Assert.Equal((null, 2L), Read(db));
        Assert.Equal(1L, Write(db, "late", 1));
    }

    [Fact]
    public void Grains_without_a_text_key_are_kept_apart_by_their_number()
    {
        using RunFolder folder = new();
        using SqliteConnection db = Open(folder);
        _grain["GrainIdExtensionString"] = null;

        Write(db, "zero", null);
        _grain["GrainIdN1"] = 1L;
        Assert.Equal(1L, Write(db, "one", null));

        Assert.Equal(("one", 1L), Read(db));
    }

    [Fact]
    public void A_second_start_keeps_records_and_uses_the_write_ahead_log()
    {
        using RunFolder folder = new();
        using (SqliteConnection db = Open(folder))
        {
            Write(db, "{\"a\":1}", null);
        }

        using SqliteConnection again = Open(folder);
        Assert.Equal(("{\"a\":1}", 1L), Read(again));
        using SqliteCommand mode = again.CreateCommand();
        mode.CommandText = "PRAGMA journal_mode;";
        Assert.Equal("wal", mode.ExecuteScalar());
    }

    [Fact]
    public void A_record_that_is_no_json_moves_the_file_aside()
    {
        using RunFolder folder = new();
        using (SqliteConnection db = Open(folder))
        {
            Write(db, "{\"a\":", null);
        }

        string? warning = new GrainStateFile(folder.Path, TimeProvider.System).Prepare();

        Assert.StartsWith("grains.db could not be read", warning);
        Assert.Single(Directory.GetFiles(folder.Path, "grains.db.damaged-*"), f => !f.EndsWith("-wal") && !f.EndsWith("-shm"));
        using SqliteConnection empty = Open(folder);
        Assert.Null(Read(empty));
    }

    [Fact]
    public void A_file_that_is_no_database_is_moved_aside()
    {
        using RunFolder folder = new();
        File.WriteAllText(folder.File("grains.db"), new string('x', 5000));

        Assert.NotNull(new GrainStateFile(folder.Path, TimeProvider.System).Prepare());
        Assert.Null(new GrainStateFile(folder.Path, TimeProvider.System).Prepare());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_sentence()
    {
        CdartsException refused = Assert.Throws<CdartsException>(() => new GrainStateFile("/nonexistent/run", TimeProvider.System).Prepare());

        Assert.StartsWith("The grain state /nonexistent/run/grains.db cannot be used", refused.Message);
    }

    private static SqliteConnection Open(RunFolder folder)
    {
        Assert.Null(new GrainStateFile(folder.Path, TimeProvider.System).Prepare());
        SqliteConnection connection = new($"Data Source={folder.File("grains.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private long? Write(SqliteConnection db, string payload, int? version) => Run(
        db, "WriteToStorageKey", ("PayloadBinary", System.Text.Encoding.UTF8.GetBytes(payload)), ("GrainStateVersion", version));

    private long? Run(SqliteConnection db, string query, params (string Name, object? Value)[] more)
    {
        using SqliteCommand command = Command(db, query, more);
        using SqliteDataReader reader = command.ExecuteReader();
        List<long> answers = [];
        do
        {
            while (reader.Read())
            {
                answers.Add(reader.GetInt64(reader.GetOrdinal("NewGrainStateVersion")));
            }
        }
        while (reader.NextResult());
        return answers.Count == 0 ? null : Assert.Single(answers);
    }

    private (string? Payload, long Version)? Read(SqliteConnection db)
    {
        using SqliteCommand command = Command(db, "ReadFromStorageKey", []);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? (reader.IsDBNull(0) ? null : System.Text.Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1)) : null;
    }

    private SqliteCommand Command(SqliteConnection db, string query, (string Name, object? Value)[] more)
    {
        SqliteCommand command = db.CreateCommand();
        command.CommandText = GrainStateSchema.Queries[query];
        foreach (var (name, value) in _grain.Select(g => (g.Key, g.Value)).Concat(more))
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
