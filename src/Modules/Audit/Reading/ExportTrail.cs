using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Reading;

/// <summary>Gives out the caller's whole trail as NDJSON, the head first: <c>GET /api/v1/audit/export</c>. Whoever has it can verify
/// it without this server. That it was given out stands in the trail.</summary>
internal static class ExportTrail
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/export", AnswerAsync)
            .Describe(
                "Gives out the whole audit trail, the head first, so that it can be verified without this server.",
                api => api.GivesAny(StatusCodes.Status200OK, "The trail, an entry a line.", "application/x-ndjson")
            );

    private static async Task AnswerAsync(
        HttpContext http,
        TrailReader reader,
        IAuditTrail trail,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var tenant = TenantId.Of(http.User);
        await trail.AppendAsync(AuditReads.Entry(http, "audit.trail.exported", clock.GetUtcNow()), cancellationToken);
        var head = await reader.HeadAsync(tenant, cancellationToken);

        // The first entry is read before the answer begins, so that a ClickHouse that is away is an error and not half a trail.
        await using var lines = reader.ReadAsync(head, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var isMore = await lines.MoveNextAsync();
        http.Response.ContentType = "application/x-ndjson";
        await WriteAsync(http.Response, head, cancellationToken);
        for (; isMore; isMore = await lines.MoveNextAsync())
        {
            await WriteAsync(http.Response, lines.Current, cancellationToken);
        }
    }

    private static async Task WriteAsync<T>(HttpResponse response, T line, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(response.Body, line, JsonSerializerOptions.Web, cancellationToken);
        await response.Body.WriteAsync(NewLine, cancellationToken);
    }
}
