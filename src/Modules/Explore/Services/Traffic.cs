using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Monolith.Explore.Admission;
using Monolith.Explore.Sql;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Services;

/// <summary>
/// Asks the roll-ups what services were asked, and how well they answered. Records of HTTP requests know that, and so do spans
/// of servers and consumers; where a service has both, its records are believed, because spans are often only a sample.
/// </summary>
internal sealed partial class Traffic(AdmittedRunner runner)
{
    /// <summary>The most services, or routes of one service, in an answer.</summary>
    public const int MaxRows = 200;

    private static readonly string Percentiles = RequestDurations.AllOf("duration_q");

    // A failed request is one that the server could not answer; a client's mistake is none of its faults.
    private static readonly string OfRecords =
        $"toInt64(sum(requests)) AS asked, toInt64(sumIf(requests, status_class = 5)) AS failed, {Percentiles} AS times";

    private static readonly string OfSpans =
        $"toInt64(sum(calls)) AS asked, toInt64(sum(errors)) AS failed, arrayMap(t -> t / 1e6, {Percentiles}) AS times";

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["output_format_json_quote_64bit_integers"] = "0",
        ["output_format_json_quote_denormals"] = "0",
    };

    /// <summary>The services that were asked most, over the whole range.</summary>
    public Task<IReadOnlyList<TrafficRow>> OfServicesAsync(
        Reader reader,
        Minutes minutes,
        CancellationToken cancellationToken
    ) => AskAsync(reader, minutes, new Grouping(ByRoute: false, ByTime: false), null, cancellationToken);

    /// <summary>What some services were asked in each interval.</summary>
    public Task<IReadOnlyList<TrafficRow>> OfServicesOverTimeAsync(
        Reader reader,
        Minutes minutes,
        IReadOnlyCollection<string> services,
        CancellationToken cancellationToken
    ) => AskAsync(reader, minutes, new Grouping(ByRoute: false, ByTime: true), services, cancellationToken);

    /// <summary>The routes of a service that were asked most, over the whole range.</summary>
    public Task<IReadOnlyList<TrafficRow>> OfRoutesAsync(
        Reader reader,
        Minutes minutes,
        string service,
        CancellationToken cancellationToken
    ) => AskAsync(reader, minutes, new Grouping(ByRoute: true, ByTime: false), [service], cancellationToken);

    /// <summary>How many records each service wrote, those that wrote most first.</summary>
    public Task<IReadOnlyList<LogsRow>> LogsAsync(Reader reader, Minutes minutes, CancellationToken cancellationToken)
    {
        var query = TenantSql
            .OverCounts(reader, minutes.Range)
            .Select(
                "service, toInt64(sum(logs)) AS records",
                $"GROUP BY service ORDER BY records DESC, service LIMIT {MaxRows}",
                minutes.Bound.AsSettings(Settings)
            );
        return ReadAsync(query, TrafficJson.Default.LogsRow, cancellationToken);
    }

    /// <summary>Which services have spans of any kind: some only ever call others.</summary>
    public Task<IReadOnlyList<CallerRow>> CallersAsync(
        Reader reader,
        Minutes minutes,
        CancellationToken cancellationToken
    )
    {
        var query = TenantSql
            .OverCalls(reader, minutes.Range)
            .Select(
                "service",
                $"GROUP BY service ORDER BY sum(calls) DESC, service LIMIT {MaxRows}",
                minutes.Bound.AsSettings(Settings)
            );
        return ReadAsync(query, TrafficJson.Default.CallerRow, cancellationToken);
    }

    /// <summary>Who calls whom, the busiest first, as the callers tell it.</summary>
    public Task<IReadOnlyList<CallRow>> CallsAsync(Reader reader, Minutes minutes, CancellationToken cancellationToken)
    {
        var query = TenantSql
            .OverCalls(reader, minutes.Range)
            .Where("peer_service != ''")
            .Where("kind IN ('client', 'producer')")
            .Select(
                $"service, peer_service AS peer, {OfSpans}",
                $"GROUP BY service, peer ORDER BY asked DESC, service, peer LIMIT {MaxRows * 5}",
                minutes.Bound.AsSettings(Settings)
            );
        return ReadAsync(query, TrafficJson.Default.CallRow, cancellationToken);
    }

    private async Task<IReadOnlyList<TrafficRow>> AskAsync(
        Reader reader,
        Minutes minutes,
        Grouping grouping,
        IReadOnlyCollection<string>? services,
        CancellationToken cancellationToken
    )
    {
        var records = AskAsync(
            TenantSql.OverRequests(reader, minutes.Range),
            (Route: "http_route", Measures: OfRecords),
            minutes,
            grouping,
            services,
            cancellationToken
        );
        var spans = AskAsync(
            TenantSql.OverCalls(reader, minutes.Range).Where("kind IN ('server', 'consumer')"),
            (Route: "name", Measures: OfSpans),
            minutes,
            grouping,
            services,
            cancellationToken
        );
        var ofRecords = await records;
        var known = ofRecords.Select(row => row.Service).ToHashSet(StringComparer.Ordinal);
        return [.. ofRecords, .. (await spans).Where(row => !known.Contains(row.Service))];
    }

    private Task<IReadOnlyList<TrafficRow>> AskAsync(
        TenantSql sql,
        (string Route, string Measures) source,
        Minutes minutes,
        Grouping grouping,
        IReadOnlyCollection<string>? services,
        CancellationToken cancellationToken
    )
    {
        if (services is not null)
        {
            sql.Where($"service IN {sql.Value(services)}");
        }

        var route = grouping.ByRoute ? source.Route : "''";
        var slot = grouping.ByTime
            ? $"intDiv(toInt64(toUnixTimestamp(minute)), {sql.Value(minutes.IntervalSeconds)})"
            : "toInt64(0)";
        var rest = grouping.ByTime ? "ORDER BY slot" : $"ORDER BY asked DESC, service, route LIMIT {MaxRows}";
        var query = sql.Select(
            $"service, {route} AS route, {slot} AS slot, {source.Measures}",
            $"GROUP BY service, route, slot {rest}",
            minutes.Bound.AsSettings(Settings)
        );
        return ReadAsync(query, TrafficJson.Default.TrafficRow, cancellationToken);
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        TenantQuery query,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        await using var result = await runner.RunAsync(query, "JSONEachRow", QueryCost.Small, cancellationToken);
        var rows = new List<T>();
        var answer = JsonSerializer.DeserializeAsyncEnumerable(
            result.Body,
            type,
            topLevelValues: true,
            cancellationToken
        );
        await foreach (var row in answer)
        {
            rows.Add(row!);
        }

        return rows;
    }

    /// <summary>How many records a service wrote.</summary>
    internal sealed record LogsRow(string Service, long Records);

    /// <summary>A service that has spans.</summary>
    internal sealed record CallerRow(string Service);

    /// <summary>How often a service called another, and how well that went.</summary>
    internal sealed record CallRow(string Service, string Peer, long Asked, long Failed, IReadOnlyList<double?> Times);

    private sealed record Grouping(bool ByRoute, bool ByTime);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(TrafficRow))]
    [JsonSerializable(typeof(LogsRow))]
    [JsonSerializable(typeof(CallerRow))]
    [JsonSerializable(typeof(CallRow))]
    private sealed partial class TrafficJson : JsonSerializerContext;
}
