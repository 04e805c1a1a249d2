using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Audit.Contracts;
using Monolith.Audit.DataAccess;
using Monolith.Audit.Events;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Audit.Reading;

/// <summary>Finds entries, the newest first: <c>GET /api/v1/audit/entries</c>. A page ends before a place, and the next one begins there,
/// whatever is appended meanwhile.</summary>
internal static class ListEntries
{
    private const int MaxLimit = 1000;
    private const int MaxText = 500;
    private const int MaxWords = 20;

    // Each filter with the condition that it stands for.
    private static readonly Dictionary<string, string> Filters = new(StringComparer.Ordinal)
    {
        ["action"] = "startsWith(action, {action:String})",
        ["actor"] = "actor = {actor:String}",
        ["target"] = "target_id = {target:String}",
        ["outcome"] = "outcome = {outcome:String}",
        ["person"] =
            "hasAny([actor, target_id, JSONExtractString(entry, 'details', 'subject')], {persons:Array(String)})",
        ["q"] = "1",
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
                    var query = Read(http);
                    query = query with { Token = await TokenAsync(http, query, cancellationToken) };
                    var page = await mediator.Send(query, cancellationToken);
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
                        .Query("person", "Who did it, or whom it concerns, as other systems name them.")
                        .Query("q", "Words that are in the entry.")
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
    ) : IRequest<Page>
    {
        /// <summary>What stands in the trail for the person who is looked for; null for nobody.</summary>
        public string? Token { get; init; }
    }

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
            RuleFor(q => q.Values.GetValueOrDefault("q", ""))
                .Must(text => text.Length <= MaxText && text.Split((char[]?)null).Length <= MaxWords)
                .OverridePropertyName("q")
                .WithMessage($"q has up to {MaxWords} words and {MaxText} characters.");
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
        var sql = new StringBuilder(
            "SELECT toInt64(seq), entry FROM audit_entries WHERE tenant = {tenant:String} AND notEmpty(entry)"
        );
        var words = new EntryWords(parameters);
        foreach (var (name, value) in query.Values)
        {
            // What the index can tell comes first; only what is left is read as JSON.
            var rough = name switch
            {
                "actor" or "target" => words.MayHave(value),
                "person" => $"({words.MayHave(value)} OR {words.MayHave(query.Token ?? value)})",
                "q" when !string.IsNullOrWhiteSpace(value) => words.Of(value),
                _ => "1",
            };
            sql.Append(" AND ").Append(rough).Append(" AND ").Append(Filters[name]);
        }

        if (query.Values.TryGetValue("person", out var person))
        {
            parameters["persons"] = ClickHouseArray.Of([person, query.Token ?? person]);
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

    /// <summary>Whoever is looked for by their name is written into the trail as they stand there already: who is forgotten is
    /// forgotten in the questions too.</summary>
    private static async Task<string?> TokenAsync(HttpContext http, Query query, CancellationToken cancellationToken)
    {
        if (!query.Values.TryGetValue("person", out var person))
        {
            return null;
        }

        var commitments = http.RequestServices.GetRequiredService<Commitments>();
        var token = await commitments.TokenOfAsync(query.Tenant.Value, person, cancellationToken);
        if (token is not null && http.Features.Get<Access>() is { } access)
        {
            access.Question = string.Join(
                '&',
                http.Request.Query.Select(p => $"{p.Key}={(p.Key == "person" ? token : p.Value.ToString())}")
            );
        }

        return token;
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
