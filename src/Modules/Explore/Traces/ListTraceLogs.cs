using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Explore.Contracts;
using Monolith.Explore.Parameters;
using Monolith.Explore.Search;
using Monolith.Platform.Language;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Traces;

/// <summary>The records that were written within a trace, by all services, in the order of time:
/// <c>GET /api/v1/traces/{traceId}/logs</c>. A trace may have none.</summary>
internal static class ListTraceLogs
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/traces/{traceId}/logs", AnswerAsync)
            .Describe(
                "Shows the records that all services wrote within a trace, in the order of time.",
                api =>
                    api.Path("traceId", "The id of the trace: 32 hexadecimal digits.")
                        .Query("limit", "1 to 1000 records, 1000 by default.", ApiType.Number)
                        .ReadsCursor()
                        .GivesPage()
                        .Refuses(StatusCodes.Status404NotFound, "no-such-trace")
                        .MayFail()
            );

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

        var search = new SearchLogs(Reader.Of(http), new LogFilter { TraceId = id }.ToCondition())
        {
            To = LogTime.At(TimeRange.Everything.ToUnixNano), // a clock may be ahead of ours
            Order = SearchOrder.OldestFirst,
            Limit = parameters.Number("limit") ?? SearchLogs.MaxLimit,
            Cursor = parameters.Text("cursor"),
        };
        parameters.ThrowIfWrong();
        var page = await mediator.Send(search, cancellationToken);
        await PageWriter.WriteAsync(page, PageForm.Json, http.Response, cancellationToken);
    }
}
