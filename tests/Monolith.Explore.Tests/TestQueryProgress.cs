using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tests;

/// <summary>Every query is always half done.</summary>
internal sealed class TestQueryProgress : IQueryProgress
{
    public Task<QueryProgress?> FindAsync(TenantId tenant, string queryId, CancellationToken cancellationToken) =>
        Task.FromResult<QueryProgress?>(new QueryProgress(RowsRead: 50, RowsToRead: 100, BytesRead: 1_000));
}
