using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Storage.Contracts;

/// <summary>Where processed spans go to become durable. Thread-safe.</summary>
public interface ISpanWriter
{
    /// <summary>An empty batch for one tenant. Dispose it when done, committed or not.</summary>
    ISpanBatch Open(TenantId tenant);
}

/// <summary>Spans that are made durable together, or not at all. Not thread-safe.</summary>
public interface ISpanBatch : ISignalBatch
{
    /// <summary>Copies a processed span into the batch's columns. Its ids have 16 and 8 bytes. Allocates nothing once the
    /// columns have grown.</summary>
    void Append(SpanRecord span);
}
