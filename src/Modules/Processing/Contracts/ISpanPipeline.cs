using Monolith.Platform.Signals;

namespace Monolith.Processing.Contracts;

/// <summary>Makes raw spans uniform and safe, and hands them on to storage. Thread-safe.</summary>
public interface ISpanPipeline
{
    /// <summary>Begins the batch of one request. Dispose it when done, committed or not.</summary>
    ISpanPipelineBatch Open(in BatchOrigin origin);
}

/// <summary>
/// The spans of one request. A decoder fills <see cref="Record"/> and calls <see cref="Submit"/> for each that it could
/// read, or <see cref="IPipelineBatch.Reject"/> for each that it could not; every span has exactly one fate. Not
/// thread-safe.
/// </summary>
public interface ISpanPipelineBatch : IPipelineBatch
{
    /// <summary>The span to fill. Cleared by <see cref="Submit"/> and <see cref="IPipelineBatch.Reject"/>, its resource
    /// excepted.</summary>
    SpanRecord Record { get; }

    /// <summary>Checks <see cref="Record"/>, makes it like all others, and appends it.</summary>
    /// <param name="position">The span's place in its request, from 1.</param>
    /// <param name="raw">The span as it came, for quarantine, should it be refused.</param>
    /// <returns>What became of it.</returns>
    Verdict Submit(long position, ReadOnlyMemory<byte> raw);
}
