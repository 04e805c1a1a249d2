using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Pipelines;

/// <summary>Shows what a pipeline would do with records: <c>POST /api/v1/pipelines/try</c>. Nothing is kept, counted or sent.</summary>
internal static class TryPipeline
{
    private const int MaxRecords = 100;
    private const int MaxBytes = 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/pipelines/try",
                async (
                    HttpContext http,
                    PipelineDesk desk,
                    PipelineStore store,
                    PipelineTrial trial,
                    CancellationToken cancellationToken
                ) =>
                {
                    var body = await DocumentJson.ReadAsync<Body>(http.Request, cancellationToken);
                    if (body.Records.Count is 0 or > MaxRecords)
                    {
                        throw new InvalidRequestException("records", $"There must be 1 to {MaxRecords} records.");
                    }

                    var tenant = TenantId.Of(http.User);
                    var text = await FindTextAsync(tenant, body, store, cancellationToken);
                    var pipeline = desk.Rehearse(tenant, body.Name, text);
                    return DocumentJson.Answer(new Response(trial.Run(tenant, pipeline, body.Records)));
                }
            )
            .Describe(
                "Shows what a pipeline would do with records: before and after of each stage, and the verdict.",
                api =>
                    api.Takes<Body>(
                            "A document, or the name of a pipeline; and records as a search answers them.",
                            DocumentJson.Options
                        )
                        .Gives<Response>(StatusCodes.Status200OK, "What became of each record.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-pipeline")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-pipeline-version")
                        .Refuses(StatusCodes.Status409Conflict, "broken-pipeline")
            )
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
            .RequireAuthorization(Permissions.ReadPipelines);

    private static async Task<string> FindTextAsync(
        TenantId tenant,
        Body body,
        PipelineStore store,
        CancellationToken cancellationToken
    )
    {
        if (PipelineBodies.TextOf(body.Pipeline) is { } text)
        {
            return text;
        }

        if (body.Name is null)
        {
            throw new InvalidRequestException("pipeline", "Send a document as pipeline, or the name of a pipeline.");
        }

        var key = new PipelineKey(tenant, body.Name);
        var head = (await store.GetAsync(key, cancellationToken)).Value;
        return await store.ReadAsync(key, body.Version ?? head.Latest, cancellationToken);
    }

    /// <param name="Records">Each in the shape in which a search answers it: fields, attributes, resource.</param>
    /// <param name="Pipeline">The document, as JSON or as a text of YAML; null to try one that is kept.</param>
    /// <param name="Name">What it is called, or which one is meant.</param>
    /// <param name="Version">Which version of it; null for the latest.</param>
    internal sealed record Body(
        IReadOnlyList<JsonObject> Records,
        JsonNode? Pipeline = null,
        string? Name = null,
        int? Version = null
    );

    /// <param name="Records">In the order in which they were sent.</param>
    internal sealed record Response(IReadOnlyList<TriedRecord> Records);
}
