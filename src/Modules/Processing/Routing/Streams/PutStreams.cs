using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Streams;

/// <summary>Says how long the records of each stream are kept: <c>PUT /api/v1/streams</c>. Records that are stored already keep the days
/// that they were stored with.</summary>
internal static class PutStreams
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxStreams = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/streams",
                async (HttpContext http, StreamStore store, CancellationToken cancellationToken) =>
                {
                    var tenant = TenantId.Of(http.User);
                    var settings = await RoutingJson.ReadAsync<StreamSettings>(http.Request, cancellationToken);
                    Check(settings);
                    var seen = IfMatch.Of(http.Request);
                    await store.PutAsync(tenant, settings, seen, Actor.Of(http.User), cancellationToken);
                    var (kept, etag) = await store.GetAsync(tenant, cancellationToken);
                    return RoutingJson.Answer(http.Response, kept, etag);
                }
            )
            .Describe(
                "Says how many days the records of each stream are kept from now on.",
                api =>
                    api.ReadsIfMatch()
                        .Takes<StreamSettings>("All streams.", RoutingJson.Options)
                        .Gives<StreamSettings>(StatusCodes.Status200OK, "As they are kept.", RoutingJson.Options)
                        .Refuses(StatusCodes.Status412PreconditionFailed, "outdated")
            )
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
            .RequireAuthorization(Permissions.ManagePipelines);

    private static void Check(StreamSettings settings)
    {
        if (settings.Streams.Count > MaxStreams)
        {
            throw new InvalidRequestException("streams", $"There may be {MaxStreams} streams.");
        }

        foreach (var (name, days) in settings.Streams)
        {
            if (!StreamCatalog.IsName(name))
            {
                throw new InvalidRequestException(
                    "streams",
                    $"'{name}' is no name: use lower-case letters, digits, '-', '_' and '.', at most 64 of them."
                );
            }

            if (days is < 1 or > StreamStore.MaxDays)
            {
                throw new InvalidRequestException($"streams.{name}", $"It must be 1 to {StreamStore.MaxDays} days.");
            }
        }
    }
}
