using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Explore.Contracts;
using Monolith.Explore.Parameters;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Search;

/// <summary>Finds records: <c>GET /api/v1/logs</c>.</summary>
internal static class SearchEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/logs", AnswerAsync)
            .Describe(
                "Finds records, page by page, in the order of their time.",
                api =>
                    api.ReadsFilter()
                        .ReadsRange("the search goes back to the first record that is kept")
                        .Query("limit", "1 to 1000 records, 100 by default.", ApiType.Number)
                        .Query("order", "`desc`, the newest first, or `asc`.")
                        .ReadsCursor()
                        .Query(
                            "format",
                            "`json`, or `ndjson` for a record a line; `Accept: application/x-ndjson` says the same."
                        )
                        .GivesPage()
                        .GivesAny(StatusCodes.Status200OK, "The same, a record a line.", "application/x-ndjson")
                        .Refuses(StatusCodes.Status400BadRequest, "invalid-query")
                        .MayFail()
            );

    private static async Task AnswerAsync(HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var (search, form) = Read(http);
        var page = await mediator.Send(search, cancellationToken);
        await PageWriter.WriteAsync(page, form, http.Response, cancellationToken);
    }

    private static (SearchLogs Search, PageForm Form) Read(HttpContext http)
    {
        var parameters = new LogParameters(
            http.Request.QueryString,
            "from",
            "to",
            "limit",
            "order",
            "cursor",
            "format"
        );
        var selection = parameters.Selection(http);
        var search = new SearchLogs(Reader.Of(http), selection.Condition)
        {
            From = selection.From,
            To = selection.To,
            Cursor = parameters.Text("cursor"),
        };
        search = search with
        {
            Limit = parameters.Number("limit") ?? search.Limit,
            Order =
                parameters.Choice("order", ("desc", SearchOrder.NewestFirst), ("asc", SearchOrder.OldestFirst))
                ?? search.Order,
        };
        var form =
            parameters.Choice("format", ("json", PageForm.Json), ("ndjson", PageForm.Ndjson))
            ?? (PageWriter.AcceptsNdjson(http.Request) ? PageForm.Ndjson : PageForm.Json);
        parameters.ThrowIfWrong();
        return (search, form);
    }
}
