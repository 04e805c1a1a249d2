using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Sqlite;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>The file with everything about workflows: one writer, and readers as needed. Thread-safe.</summary>
internal sealed class WorkflowStore : IAsyncDisposable
{
    private readonly SqliteDatabase _database;
    private readonly StoreWriter _writer;
    private readonly ConcurrentBag<StoreReader> _readers = [];

    public WorkflowStore(DataFolder data, EngineMetrics metrics, ILogger<WorkflowStore> logger)
    {
        var path = Path.Combine(data.Sub("workflows"), "workflows.db");
        _database = new SqliteDatabase(path, WorkflowTables.Migrations);
        _writer = new StoreWriter(_database, metrics, logger);
    }

    /// <inheritdoc cref="StoreWriter.WriteAsync"/>
    public Task<(T Result, TurnEffects Effects)> WriteAsync<T>(Func<StoreTransaction, T> work) =>
        _writer.WriteAsync(work);

    /// <summary>Looks at what is durable.</summary>
    public T Read<T>(Func<StoreReader, T> look)
    {
        if (!_readers.TryTake(out var reader))
        {
            reader = new StoreReader(_database.Open());
        }

        var result = look(reader);
        _readers.Add(reader);
        return result;
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _database.Dispose();
    }
}
