using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Explore.Contracts;
using Monolith.Explore.Parameters;
using Monolith.Explore.Search;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Traces;

/// <summary>The records that were written within a trace, by all services, in the order of time:
/// <c>GET /api/v1/traces/{traceId}/logs</c>. A trace may have none.</summary>
internal static class ListTraceLogs
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/traces/{traceId}/logs", AnswerAsync);

    private static async Task AnswerAsync(
        string traceId,
        HttpContext http,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var parameters = new QueryParameters(http.Request.QueryString, ["limit", "cursor"]);
        var id = traceId.ToLowerInvariant();
        if (!FilterRules.IsTraceId(id))
        {
            throw GetTrace.NoSuchTrace();
        }

        var search = new SearchLogs(TenantId.Of(http.User), new LogFilter { TraceId = id }.ToCondition())
        {
            Order = SearchOrder.OldestFirst,
            Limit = parameters.Number("limit") ?? SearchLogs.MaxLimit,
            Cursor = parameters.Text("cursor"),
        };
        parameters.ThrowIfWrong();
        var page = await mediator.Send(search, cancellationToken);
        await PageWriter.WriteAsync(page, PageForm.Json, http.Response, cancellationToken);
    }
}
