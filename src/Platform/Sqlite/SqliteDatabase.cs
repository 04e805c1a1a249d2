using Dapper;
using Microsoft.Data.Sqlite;

namespace Monolith.Platform.Sqlite;

/// <summary>
/// One SQLite file: many readers and one writer, in write-ahead mode. A committed transaction is on the disk before
/// <c>Commit</c> returns. Thread-safe; a connection is not, so each use opens its own (they are pooled).
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    private readonly string _connectionString;

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Opens or makes the file and brings its tables up to date.</summary>
    /// <param name="path">Where the file is. Its folder exists.</param>
    /// <param name="migrations">Statements in the order in which they were written. The file remembers how many of them
    /// it has seen; those after that run now, each in a transaction. Never change one that was released.</param>
    /// <exception cref="InvalidOperationException">A newer version of the program has used the file.</exception>
    public SqliteDatabase(string path, params ReadOnlySpan<string> migrations)
    {
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            DefaultTimeout = 30,
        }.ToString();
        using var connection = Open();
        connection.Execute("PRAGMA journal_mode = WAL");
        Migrate(connection, migrations, path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>An open connection. Dispose it after use.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();

        // What is deleted is overwritten: a key that was destroyed must not lie on in a free page.
        connection.Execute(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 30000; PRAGMA secure_delete = ON"
        );
        return connection;
    }

    /// <summary>Closes the pooled connections, which moves the write-ahead log into the file. Left to the end of the process, that
    /// would delay it unseen. Connections that are in use are closed when they are disposed of.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private static void Migrate(SqliteConnection connection, ReadOnlySpan<string> migrations, string path)
    {
        // IMMEDIATE takes the writer's lock first, so of two processes that start together one migrates and one looks on.
        using var transaction = connection.BeginTransaction(deferred: false);
        var seen = connection.ExecuteScalar<int>("PRAGMA user_version", transaction: transaction);
        if (seen > migrations.Length)
        {
            throw new InvalidOperationException(
                $"{path} was written by a newer version of Monolith (schema {seen}, this one knows {migrations.Length})."
            );
        }

        foreach (var migration in migrations[seen..])
        {
            connection.Execute(migration, transaction: transaction);
        }

        connection.Execute($"PRAGMA user_version = {migrations.Length}", transaction: transaction);
        transaction.Commit();
    }
}
