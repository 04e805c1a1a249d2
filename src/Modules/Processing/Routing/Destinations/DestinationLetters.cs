using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>What a destination will not take: <c>/api/v1/destinations/{id}/dead-letters</c>. They are those of the replica that is
/// asked.</summary>
internal static class DestinationLetters
{
    private const string Path = "/api/v1/destinations/{id}/dead-letters";

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapList(routes);
        MapReplay(routes);
        MapDiscard(routes);
    }

    private static void MapList(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                Path,
                async (
                    string id,
                    HttpContext http,
                    DestinationStore store,
                    DestinationCatalog catalog,
                    CancellationToken cancellationToken
                ) =>
                {
                    var key = new DestinationKey(TenantId.Of(http.User), id);
                    _ = await store.GetAsync(key, cancellationToken);
                    return RoutingJson.Answer(
                        new Response([
                            .. catalog
                                .Runner(key)
                                .Letters.List()
                                .Select(letter => new Letter(letter.Id, letter.At, letter.Records, letter.Reason)),
                        ])
                    );
                }
            )
            .Describe(
                "Lists what a destination will not take.",
                api =>
                    api.Path("id", "The id of the destination.")
                        .Gives<Response>(
                            StatusCodes.Status200OK,
                            "The dead letters, the newest first.",
                            RoutingJson.Options
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-destination")
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    private static void MapReplay(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                Path + "/{letter}/replay",
                async (
                    string id,
                    string letter,
                    HttpContext http,
                    DestinationStore store,
                    DestinationCatalog catalog,
                    CancellationToken cancellationToken
                ) =>
                {
                    var key = new DestinationKey(TenantId.Of(http.User), id);
                    var destination = await store.GetAsync(key, cancellationToken);
                    var runner = catalog.Runner(key);
                    var records = runner.Letters.Read(letter) ?? throw NoSuchLetter(letter);
                    await store.TellAsync(
                        "dead-letter-replayed",
                        destination,
                        key,
                        Actor.Of(http.User),
                        cancellationToken
                    );

                    using var batch = OutgoingBatch.Of(records.Span, count: 0, default, salt: 0);
                    using var blocks = new RecordBlocks();
                    foreach (var record in batch.Records())
                    {
                        blocks.Add(record.Encoded.Span);
                    }

                    // A crash between the two leaves them in both places, and they are sent.
                    await runner.Queue.AppendAsync(blocks);
                    _ = runner.Letters.Remove(letter);
                    return TypedResults.Accepted($"/api/v1/destinations/{id}");
                }
            )
            .Describe(
                "Puts a dead letter back into the queue of its destination.",
                api =>
                    api.Path("id", "The id of the destination.")
                        .Path("letter", "The id of the dead letter.")
                        .Gives(StatusCodes.Status202Accepted, "Its records wait to be sent.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-destination")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-dead-letter")
            )
            .RequireAuthorization(Permissions.ManagePipelines);

    private static void MapDiscard(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                Path + "/{letter}",
                async (
                    string id,
                    string letter,
                    HttpContext http,
                    DestinationStore store,
                    DestinationCatalog catalog,
                    CancellationToken cancellationToken
                ) =>
                {
                    var key = new DestinationKey(TenantId.Of(http.User), id);
                    var destination = await store.GetAsync(key, cancellationToken);
                    var letters = catalog.Runner(key).Letters;
                    await store.TellAsync(
                        "dead-letter-discarded",
                        destination,
                        key,
                        Actor.Of(http.User),
                        cancellationToken
                    );
                    return letters.Remove(letter) ? TypedResults.NoContent() : throw NoSuchLetter(letter);
                }
            )
            .Describe(
                "Removes a dead letter. Its records are nowhere else, if the pipeline did not store them here.",
                api =>
                    api.Path("id", "The id of the destination.")
                        .Path("letter", "The id of the dead letter.")
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-destination")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-dead-letter")
            )
            .RequireAuthorization(Permissions.ManagePipelines);

    private static NotFoundException NoSuchLetter(string letter) =>
        new("no-such-dead-letter", $"There is no dead letter '{letter}' here. Replicas have their own.");

    /// <param name="DeadLetters">The newest first.</param>
    internal sealed record Response(IReadOnlyList<Letter> DeadLetters);

    /// <param name="Id">Names it.</param>
    /// <param name="At">When it was given up.</param>
    /// <param name="Records">How many records it has.</param>
    /// <param name="Reason">What the destination said, or what became of the attempts.</param>
    internal sealed record Letter(string Id, DateTimeOffset At, int Records, string Reason);
}
