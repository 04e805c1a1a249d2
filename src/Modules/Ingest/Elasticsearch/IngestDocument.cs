using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Ingest.Intake;
using Monolith.Platform.Reference;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>Takes one document.</summary>
internal static class IngestDocument
{
    private static readonly string[] Methods = [HttpMethods.Post, HttpMethods.Put];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/{index}/_doc", HandleAsync)
            .Describe(
                "Takes one document, as Elasticsearch does.",
                api =>
                    api.TakesAny("The document.", "application/json")
                        .Gives(StatusCodes.Status201Created, "It is durable.", """{"result":"created"}""")
            );
        routes
            .MapMethods("/{index}/_doc/{id}", Methods, HandleAsync)
            .Describe(
                "Takes one document, as Elasticsearch does.",
                api =>
                    api.TakesAny("The document.", "application/json")
                        .Gives(StatusCodes.Status201Created, "It is durable.", """{"result":"created"}""")
            );
        routes
            .MapMethods("/{index}/_create/{id}", Methods, HandleCreateAsync)
            .Describe(
                "Takes one document, as Elasticsearch does.",
                api =>
                    api.TakesAny("The document.", "application/json")
                        .Gives(StatusCodes.Status201Created, "It is durable.", """{"result":"created"}""")
            );
    }

    private static Task HandleAsync(
        HttpContext context,
        LogIntake intake,
        DecodeLimits limits,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var operation = context.Request.Query["op_type"] == "create" ? BulkOperation.Create : BulkOperation.Index;
        return TakeAsync(context, operation, intake, limits, clock, cancellationToken);
    }

    private static Task HandleCreateAsync(
        HttpContext context,
        LogIntake intake,
        DecodeLimits limits,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => TakeAsync(context, BulkOperation.Create, intake, limits, clock, cancellationToken);

    private static async Task TakeAsync(
        HttpContext context,
        BulkOperation operation,
        LogIntake intake,
        DecodeLimits limits,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var sender = Sender.Of(context);
        BulkRequests.CheckMediaType(context.Request);
        using var body = await intake.ReadAsync(context, sender, ElasticsearchServices.Source, cancellationToken);
        using var items = new BulkItems();
        ref var item = ref items.Add();
        item.Operation = operation;
        item.Index = RouteBytes(context, "index");
        item.Id = RouteBytes(context, "id");
        await intake.TakeAsync(
            sender,
            ElasticsearchServices.Source,
            body.Bytes,
            (request, batch) =>
                new DocumentIntake(sender.Tenant, request, limits, batch).Take(
                    ref items[0],
                    ..request.Length,
                    linesEnd: false,
                    position: 1
                ),
            cancellationToken
        );
        await items.SettleAsync(cancellationToken);
        await AnswerAsync(context, items, clock);
    }

    private static byte[] RouteBytes(HttpContext context, string name) =>
        Encoding.UTF8.GetBytes(context.GetRouteValue(name) as string ?? "");

    private static Task AnswerAsync(HttpContext context, BulkItems items, TimeProvider clock)
    {
        var status = items[0].Fate.Status();
        if (items[0].Fate.IsError())
        {
            var (type, reason) = BulkWords.ErrorOf(items[0]);
            return ElasticsearchAnswer.WriteErrorAsync(context, status, type, reason);
        }

        var answer = new BulkAnswer(context, items, AnswerFilter.Parse(filterPath: null), clock);
        return ElasticsearchAnswer.WriteAsync(
            context,
            status,
            json => answer.WriteResult(json, place: 0, AnswerFields.OfSuccess)
        );
    }
}
