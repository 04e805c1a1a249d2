using System.Runtime.InteropServices;
using Monolith.Platform.Security;

namespace Monolith.Storage.Contracts;

/// <summary>Says how far queries are. Thread-safe.</summary>
public interface IQueryProgress
{
    /// <summary>How far those of the tenant's queries are that run now and whose id begins so.</summary>
    /// <returns>Null when none runs.</returns>
    Task<QueryProgress?> FindAsync(TenantId tenant, string queryId, CancellationToken cancellationToken);
}

/// <summary>How far a query is.</summary>
/// <param name="RowsRead">How many rows were read.</param>
/// <param name="RowsToRead">How many rows will be read, as far as that is known by now.</param>
/// <param name="BytesRead">How many bytes were read, uncompressed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QueryProgress(long RowsRead, long RowsToRead, long BytesRead);
