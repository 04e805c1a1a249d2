using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Security;

namespace Monolith.Explore.Admission;

/// <summary>Bounds how many requests ask at once, so that one tenant's dashboards leave room for the others.</summary>
internal sealed class QuerySlots(IOptions<BudgetOptions> options, ExploreMetrics metrics) : IDisposable
{
    private readonly ConcurrentDictionary<(TenantId Tenant, QueryBudget Budget), SemaphoreSlim> _slots = new();

    /// <summary>An endpoint filter: the request has a slot for as long as it is answered.</summary>
    public static async ValueTask<object?> Enter(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        var tenant = TenantId.Of(http.User);
        var budget = http.RequestServices.GetRequiredService<QueryBudgets>().Of(http);
        var slots = http.RequestServices.GetRequiredService<QuerySlots>();
        using var slot = await slots.EnterAsync(tenant, budget, http.RequestAborted);
        return await next(call);
    }

    /// <summary>Waits for a slot.</summary>
    /// <returns>Dispose it to leave the slot.</returns>
    /// <exception cref="TooManyQueriesException">There was none in time.</exception>
    public async Task<IDisposable> EnterAsync(TenantId tenant, QueryBudget budget, CancellationToken cancellationToken)
    {
        var slots = _slots.GetOrAdd((tenant, budget), static key => new SemaphoreSlim(key.Budget.MaxConcurrent));
        if (!await slots.WaitAsync(options.Value.QueueWait, cancellationToken))
        {
            var refused = new TooManyQueriesException(budget.MaxConcurrent);
            metrics.QueryRefused(refused.Reason);
            throw refused;
        }

        metrics.QueryOpened();
        return new Slot(slots, metrics);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slots in _slots.Values)
        {
            slots.Dispose();
        }
    }

    private sealed class Slot(SemaphoreSlim slots, ExploreMetrics metrics) : IDisposable
    {
        public void Dispose()
        {
            slots.Release();
            metrics.QueryClosed();
        }
    }
}
