using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>Takes many documents in one request, and answers for each of them.</summary>
internal static class IngestBulk
{
    private static readonly string[] Methods = [HttpMethods.Post, HttpMethods.Put];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapMethods("/_bulk", Methods, HandleAsync)
            .Describe(
                "Takes many documents in one request, and answers for each of them, as Elasticsearch does.",
                api =>
                    api.TakesAny("Lines: an action, then its document.", "application/x-ndjson, application/json")
                        .Gives(
                            StatusCodes.Status200OK,
                            "What became of each.",
                            """{"took":1,"errors":false,"items":[]}"""
                        )
            );
        routes
            .MapMethods("/{index}/_bulk", Methods, HandleAsync)
            .Describe(
                "Takes many documents in one request, and answers for each of them, as Elasticsearch does.",
                api =>
                    api.TakesAny("Lines: an action, then its document.", "application/x-ndjson, application/json")
                        .Gives(
                            StatusCodes.Status200OK,
                            "What became of each.",
                            """{"took":1,"errors":false,"items":[]}"""
                        )
            );
    }

    private static async Task HandleAsync(
        HttpContext context,
        LogIntake intake,
        DecodeLimits limits,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var started = clock.GetTimestamp();
        var sender = Sender.Of(context);
        var index = Encoding.UTF8.GetBytes(context.GetRouteValue("index") as string ?? "");
        BulkRequests.CheckMediaType(context.Request);
        using var body = await intake.ReadAsync(context, sender, ElasticsearchServices.Source, cancellationToken);
        using var items = new BulkItems();
        try
        {
            await intake.TakeAsync(
                sender,
                ElasticsearchServices.Source,
                body.Bytes,
                (request, batch) => new BulkDecoder(sender.Tenant, request, index, items, limits, batch).Decode(),
                cancellationToken
            );
            await items.SettleAsync(cancellationToken);
        }
        catch (OverloadedException) when (items.IsComplete && BulkRequests.IsOfHelper(context.Request))
        {
            items.RefuseAll();
        }

        var filter = AnswerFilter.Parse(context.Request.Query["filter_path"]);
        await new BulkAnswer(context, items, filter, clock).WriteAsync(
            clock.GetElapsedTime(started),
            cancellationToken
        );
    }
}
