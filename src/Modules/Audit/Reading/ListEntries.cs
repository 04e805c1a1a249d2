using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Audit.Reading;

/// <summary>Finds entries, the newest first: <c>GET /api/v1/audit/entries</c>.</summary>
internal static class ListEntries
{
    private const int MaxLimit = 1000;

    // Each filter with the condition that it stands for.
    private static readonly Dictionary<string, string> Filters = new(StringComparer.Ordinal)
    {
        ["action"] = "startsWith(action, {action:String})",
        ["actor"] = "actor = {actor:String}",
        ["target"] = "target_id = {target:String}",
        ["outcome"] = "outcome = {outcome:String}",
    };

    // People read it: > and not \u003E; it is never put into a page.
    private static readonly JsonSerializerOptions Answer = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/entries",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var page = await mediator.Send(Read(http), cancellationToken);
                    http.CountRows(page.Entries.Count);
                    return TypedResults.Json(page, Answer);
                }
            )
            .Describe(
                "Finds entries of the audit trail, the newest first.",
                api =>
                    api.Query("action", "What the action begins with: `alerting.rule.`")
                        .Query("actor", "Who did it.")
                        .Query("target", "The id of what it was done to.")
                        .Query("outcome", "What came of it: `succeeded`, `refused` or `failed`.")
                        .Query("from", "The earliest time.")
                        .Query("to", "The time to end before.")
                        .Query("before", "`before` of the page before.", ApiType.Number)
                        .Query("limit", "1 to 1000 entries, 100 by default.", ApiType.Number)
                        .Gives<Page>(StatusCodes.Status200OK, "A page of entries.", Answer)
            );

    /// <param name="Tenant">Whose trail.</param>
    /// <param name="Values">The filters that were given.</param>
    /// <param name="From">The earliest time, or null.</param>
    /// <param name="To">The time to end before, or null.</param>
    /// <param name="Before">The place to end before, or null.</param>
    /// <param name="Limit">At most so many.</param>
    internal sealed record Query(
        TenantId Tenant,
        IReadOnlyDictionary<string, string> Values,
        LogTime? From,
        LogTime? To,
        long? Before,
        int Limit
    ) : IRequest<Page>;

    /// <param name="Entries">The entries, each with its place.</param>
    /// <param name="Before">What to ask for as <c>before</c> to see older ones; null when there are none.</param>
    internal sealed record Page(IReadOnlyList<Found> Entries, long? Before);

    /// <param name="Seq">The entry's place in the trail.</param>
    /// <param name="Entry">What it says.</param>
    internal sealed record Found(long Seq, JsonElement Entry);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Limit).InclusiveBetween(1, MaxLimit).OverridePropertyName("limit");
        }
    }

    internal sealed class Handler(IQueryRunner runner, TimeProvider clock) : IRequestHandler<Query, Page>
    {
        public async Task<Page> Handle(Query request, CancellationToken cancellationToken)
        {
            var found = new List<Found>();
            await using var result = await runner.RunAsync(
                Question(request, clock.GetUtcNow()),
                "JSONCompactEachRow",
                cancellationToken
            );
            var rows = JsonSerializer.DeserializeAsyncEnumerable<JsonElement[]>(
                result.Body,
                topLevelValues: true,
                cancellationToken: cancellationToken
            );
            await foreach (var row in rows)
            {
                found.Add(new Found(row![0].GetInt64(), JsonSerializer.Deserialize<JsonElement>(row[1].GetString()!)));
            }

            return new Page(found, found.Count == request.Limit ? found[^1].Seq : null);
        }
    }

    private static TenantQuery Question(Query query, DateTimeOffset now)
    {
        var parameters = new Dictionary<string, string>(query.Values, StringComparer.Ordinal)
        {
            ["tenant"] = query.Tenant.Value,
        };
        var sql = new StringBuilder("SELECT toInt64(seq), entry FROM audit_entries WHERE tenant = {tenant:String}");
        foreach (var name in query.Values.Keys)
        {
            sql.Append(" AND ").Append(Filters[name]);
        }

        Bound("ts >= fromUnixTimestamp64Nano({from:Int64}, 'UTC')", "from", query.From?.Resolve(now));
        Bound("ts < fromUnixTimestamp64Nano({to:Int64}, 'UTC')", "to", query.To?.Resolve(now));
        Bound("seq < {before:UInt64}", "before", query.Before);
        Bound("1 ORDER BY audit_entries.seq DESC LIMIT {limit:UInt32}", "limit", query.Limit);
        return new TenantQuery(
            query.Tenant,
            sql.ToString(),
            parameters,
            new Dictionary<string, string>(StringComparer.Ordinal)
        );

        void Bound(string condition, string name, long? value)
        {
            if (value is not null)
            {
                sql.Append(" AND ").Append(condition);
                parameters[name] = value.Value.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private static Query Read(HttpContext http)
    {
        var given = http.Request.Query.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        string[] known = [.. Filters.Keys, "from", "to", "before", "limit"];

        // A misspelt filter would silently show more than was asked for.
        if (given.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new InvalidRequestException(
                unknown,
                $"There is no parameter of this name. There are: {string.Join(", ", known)}."
            );
        }

        return new Query(
            TenantId.Of(http.User),
            given.Where(p => Filters.ContainsKey(p.Key)).ToDictionary(StringComparer.Ordinal),
            Time("from"),
            Time("to"),
            Number("before"),
            (int?)Number("limit") ?? 100
        );

        LogTime? Time(string name) =>
            !given.TryGetValue(name, out var text) ? null
            : LogTime.TryParse(text, out var time) ? time
            : throw new InvalidRequestException(name, $"'{text}' is not {LogTime.Syntax}.");

        int? Number(string name) =>
            !given.TryGetValue(name, out var text) ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new InvalidRequestException(name, $"'{text}' is no whole number.");
    }
}
