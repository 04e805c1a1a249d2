using Monolith.Platform.Signals;

namespace Monolith.Processing.Contracts;

/// <summary>Makes raw records uniform and safe, and hands them on to storage. Thread-safe.</summary>
public interface ILogPipeline
{
    /// <summary>Begins the batch of one request. Dispose it when done, committed or not.</summary>
    ILogPipelineBatch Open(in BatchOrigin origin);

    /// <summary>How many bytes quarantine keeps of one record. Of a longer one it keeps the beginning.</summary>
    int MaxQuarantinedBytes { get; }
}

/// <summary>
/// The log records of one request. A decoder fills <see cref="Record"/> and calls <see cref="Submit"/> for each that it
/// could read, or <see cref="IPipelineBatch.Reject"/> for each that it could not; every record has exactly one fate. Not
/// thread-safe.
/// </summary>
public interface ILogPipelineBatch : IPipelineBatch
{
    /// <summary>The record to fill. Cleared by <see cref="Submit"/> and <see cref="IPipelineBatch.Reject"/>, its resource
    /// excepted.</summary>
    LogRecord Record { get; }

    /// <summary>Runs the stages over <see cref="Record"/> and appends it if they keep it.</summary>
    /// <param name="position">The line or the record's place in its request, from 1.</param>
    /// <param name="raw">The record as it came, for quarantine, should a stage refuse it.</param>
    /// <returns>What became of it. A protocol that answers for each record tells its client.</returns>
    Verdict Submit(long position, ReadOnlyMemory<byte> raw);
}
