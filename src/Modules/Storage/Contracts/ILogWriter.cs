using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Storage.Contracts;

/// <summary>Where processed records go to become durable. Thread-safe.</summary>
public interface ILogWriter
{
    /// <summary>An empty batch for one tenant. Dispose it when done, committed or not.</summary>
    ILogBatch Open(TenantId tenant);
}

/// <summary>Log records that are made durable together, or not at all. Not thread-safe.</summary>
public interface ILogBatch : ISignalBatch
{
    /// <summary>Copies a processed record into the batch's columns. Allocates nothing once the columns have grown.</summary>
    void Append(LogRecord record);
}
