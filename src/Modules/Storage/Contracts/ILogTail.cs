using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Storage.Contracts;

/// <summary>Shows records to watchers as soon as they are durable, before they are in ClickHouse. Thread-safe.</summary>
public interface ILogTail
{
    /// <summary>Shows the watcher what is appended from now on, until the answer is disposed.</summary>
    IDisposable Watch(ILogWatcher watcher);
}

/// <summary>Somebody who watches records come in. Called on the threads that bring them: it must be quick and must not
/// throw.</summary>
public interface ILogWatcher
{
    /// <summary>Whose records it watches.</summary>
    TenantId Tenant { get; }

    /// <summary>Called for each record that is appended. It is not durable yet, and valid during the call only.</summary>
    /// <returns>What the watcher wants to keep of it, or nothing if it does not want the record.</returns>
    ReadOnlyMemory<byte> Keep(LogRecord record);

    /// <summary>Called once the record is durable, with what was kept of it.</summary>
    void Show(ulong id, ReadOnlyMemory<byte> kept);
}
