using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Quarantine;

/// <summary>Reads refused records again, once what was in their way is mended: <c>POST /api/v1/quarantine/replay</c>.</summary>
internal static class ReplayQuarantined
{
    // Each may have 64 KiB.
    private const int MaxAtOnce = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/quarantine/replay",
                async (
                    HttpContext context,
                    QuarantineTable quarantine,
                    QuarantineAudit audit,
                    Replay replay,
                    CancellationToken cancellationToken
                ) =>
                {
                    var command = await ReadAsync(context, cancellationToken);
                    await audit.WriteAsync(context, "replayed", "*", command.ForAudit(), cancellationToken);
                    var reader = Reader.Of(context);
                    var found = command.Ids is { } ids
                        ? await quarantine.FindAsync(reader, Numbers(ids), cancellationToken)
                        : await quarantine.FindAsync(
                            reader,
                            QuarantineFilter.Read(command.Filter!),
                            Number(command.After ?? "0"),
                            MaxAtOnce,
                            cancellationToken
                        );
                    var results = await replay.RunAsync(reader.Tenant, found, cancellationToken);
                    return TypedResults.Json(AnswerOf(command, results), QuarantineJson.Options);
                }
            )
            .Describe(
                "Reads refused records again, once what was in their way is mended.",
                api =>
                    api.TakesAny("Which ones: ids, or a filter.", "application/json")
                        .GivesAny(StatusCodes.Status200OK, "How many came through.", "application/json")
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ManageQuarantine);

    /// <param name="Ids">Which records.</param>
    /// <param name="Filter">Or what kind of records, by the parameters of the list: the oldest of them.</param>
    /// <param name="After">With a filter, only such as have a larger id.</param>
    internal sealed record Command(
        IReadOnlyList<string>? Ids = null,
        IReadOnlyDictionary<string, string>? Filter = null,
        string? After = null
    )
    {
        /// <summary>What was asked for, in a few words.</summary>
        public Dictionary<string, string> ForAudit() =>
            Filter?.ToDictionary(StringComparer.Ordinal)
            ?? new(StringComparer.Ordinal) { ["ids"] = Ids!.Count.ToString(CultureInfo.InvariantCulture) };
    }

    /// <summary>What became of the records that were found: the numbers of each fate, and each by itself.</summary>
    internal sealed record Answer(
        int Replayed,
        int AlreadyReplayed,
        int RejectedAgain,
        int Dropped,
        int NotReplayable,
        IReadOnlyList<ReplayResult> Results
    )
    {
        /// <summary>What to ask for as <c>after</c> to go on; null when there are no more.</summary>
        public string? After { get; init; }
    }

    private static async Task<Command> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        Command? command;
        try
        {
            command = await context.Request.ReadFromJsonAsync<Command>(QuarantineJson.Options, cancellationToken);
        }
        catch (JsonException unreadable)
        {
            throw unreadable.AsProblem();
        }

        if ((command?.Ids is null) == (command?.Filter is null))
        {
            throw new InvalidRequestException(
                "ids",
                "Send either ids or a filter; an empty filter {} means all records."
            );
        }

        if (command!.Ids?.Count > MaxAtOnce)
        {
            throw new InvalidRequestException("ids", $"At most {MaxAtOnce} records can be replayed at once.");
        }

        return command;
    }

    private static Answer AnswerOf(Command command, List<ReplayResult> results)
    {
        var found = results.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        results.AddRange(
            (command.Ids ?? [])
                .Where(id => !found.Contains(id))
                .Select(id => new ReplayResult(id, ReplayFate.NotReplayable, "not_in_quarantine"))
        );
        return new Answer(
            Of(ReplayFate.Replayed),
            Of(ReplayFate.AlreadyReplayed),
            Of(ReplayFate.RejectedAgain),
            Of(ReplayFate.Dropped),
            Of(ReplayFate.NotReplayable),
            results
        )
        {
            After = command.Filter is not null && results.Count == MaxAtOnce ? results[^1].Id : null,
        };

        int Of(ReplayFate fate) => results.Count(r => r.Fate == fate);
    }

    // What is no id is the id of no record: it is answered as one that is not there.
    private static IEnumerable<ulong> Numbers(IEnumerable<string> ids) =>
        ids.Where(id => ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(id => ulong.Parse(id, CultureInfo.InvariantCulture));

    private static ulong Number(string after) =>
        ulong.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidRequestException("after", "after must be the id of a record.");
}
