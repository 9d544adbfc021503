using System.Globalization;
using System.Text.Json;
using Cdarts.Engine;
using Microsoft.Data.Sqlite;

namespace Cdarts.Silo.Storage;

/// <summary>
/// The SQLite file that holds a run's grain state. It is an index of what the checkpoints hold: one that cannot be read is moved aside and the run goes
/// on from its newest checkpoint.
/// </summary>
internal sealed class GrainStateFile(string runFolder, TimeProvider time)
{
    /// <summary>The provider name under which Orleans knows SQLite.</summary>
    public const string Invariant = "System.Data.SQLite";

    private const string FileName = "grains.db";
    private const int ReadOnly = 8;
    private const int Full = 13;

    private readonly string _path = Path.Combine(runFolder, FileName);

    /// <summary>Connection string for the grain storage provider.</summary>
    public string ConnectionString => ConnectionStringOf(_path);

    /// <summary>Makes the file ready; the caller holds the run folder's lock.</summary>
    /// <returns>A sentence for the user when a damaged file was moved aside, else null.</returns>
    /// <exception cref="CdartsException">The folder cannot be written.</exception>
    public string? Prepare()
    {
        try
        {
            CreateAndCheck();
            return null;
        }
        catch (Exception e) when (e is JsonException || e is SqliteException { SqliteErrorCode: not ReadOnly and not Full })
        {
            string aside = MoveAside();
            Create(e);
            return $"{FileName} could not be read ({e.Message.TrimEnd('.')}); it was moved to {aside} and the run goes on from its newest checkpoint.";
        }
        catch (SqliteException e)
        {
            throw Unusable(e);
        }
    }

    /// <summary>Lets go of the file's pooled connections.</summary>
    public static void Release(string runFolder)
    {
        using SqliteConnection connection = new(ConnectionStringOf(Path.Combine(runFolder, FileName)));
        SqliteConnection.ClearPool(connection);
    }

    private static string ConnectionStringOf(string path) => new SqliteConnectionStringBuilder { DataSource = path }.ToString();

    private void Create(Exception cause)
    {
        try
        {
            CreateAndCheck();
        }
        catch (SqliteException)
        {
            throw Unusable(cause);
        }
    }

    private void CreateAndCheck()
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false }.ToString());
        connection.Open();
        if (Scalar(connection, "PRAGMA quick_check;") is not "ok")
        {
            throw new JsonException("the file is damaged");
        }

        Scalar(connection, "PRAGMA journal_mode = WAL;");
        using (SqliteTransaction transaction = connection.BeginTransaction())
        {
            WriteSchema(connection, transaction);
            transaction.Commit();
        }

        CheckPayloads(connection);
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void WriteSchema(SqliteConnection connection, SqliteTransaction transaction)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = GrainStateSchema.Create;
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ($key, $text) ON CONFLICT DO UPDATE SET QueryText = excluded.QueryText;";
        foreach (var (key, text) in GrainStateSchema.Queries)
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$key", key);
            command.Parameters.AddWithValue("$text", text);
            command.ExecuteNonQuery();
        }
    }

    private static void CheckPayloads(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT PayloadBinary FROM OrleansStorage WHERE PayloadBinary IS NOT NULL;";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            using var _ = JsonDocument.Parse(reader.GetFieldValue<byte[]>(0));
        }
    }

    private string MoveAside()
    {
        string name = $"{FileName}.damaged-{time.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}";
        string target = Path.Combine(runFolder, name);
        try
        {
            foreach (string suffix in new[] { "", "-wal", "-shm" })
            {
                if (File.Exists(_path + suffix))
                {
                    File.Move(_path + suffix, target + suffix, overwrite: true);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }

        return name;
    }

    private CdartsException Unusable(Exception e) =>
        new($"The grain state {_path} cannot be used ({e.Message.TrimEnd('.')}): check the folder's permissions and the free space.", e);
}
