using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Monolith.Explore.Sql;
using Monolith.Explore.Tail;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Tests.Tail;

/// <summary>What is shown on its way in and what is found afterwards must be the same.</summary>
public sealed class AgreementTests(ExploreHost host)
{
    // Few values, so that filters and records meet often.
    private static readonly Gen<string> Word = Gen.Elements(
        "a",
        "B",
        "b",
        "10",
        "é",
        "ÄB",
        "äb",
        "x_y",
        "a.b",
        "",
        " ",
        "-",
        "\"",
        "\\",
        "'",
        "\n",
        "ab"
    );

    private static readonly Gen<string> Text = Gen.ListOf(Word).Select(words => string.Join(" ", words));

    private static readonly Gen<string> Name = Gen.Elements("k", "K", "k.l", "http.route", "'", "`", "\\");

    private static readonly Gen<string> Value = Gen.Elements(
        "a",
        "b",
        "200",
        "0200",
        "12.5",
        "1e3",
        "-1",
        "+9",
        " 9",
        "nan",
        "inf",
        "",
        "'",
        "\\",
        "é",
        "\n\t"
    );

    internal static readonly Gen<StoredLog> Log =
        from severity in Gen.Choose(0, 24)
        from service in Value
        from ids in Gen.ArrayOf(Gen.Elements("", "a", "b", "'"), 3)
        from trace in Gen.Elements("", "abcdefghabcdefgh", "abcdefghabcdefgi")
        from status in Gen.Elements(0, 200, 404)
        from texts in Gen.ArrayOf(Gen.Elements("", "a", "b", "\\"), 5)
        from duration in Gen.Elements(0f, 0.1f, 12.5f, 1234567.9f, 1e-7f)
        from weight in Gen.Elements(1u, 1u, 9u, 200u)
        from body in Text
        from stream in Gen.Elements("", "", "audit")
        from attributes in Pairs()
        from resource in Pairs()
        select new StoredLog
        {
            Severity = severity,
            SeverityText = ids[0],
            Service = service,
            CorrelationId = ids[0],
            RequestId = ids[1],
            UserId = ids[2],
            TraceBytes = trace,
            HttpStatus = status,
            HttpRoute = texts[0],
            HttpUrl = texts[1],
            HttpMethod = texts[2],
            ClientAddress = texts[3],
            UserAgent = texts[4],
            DurationMs = duration,
            Weight = weight,
            Body = body,
            Stream = stream,
            Attributes = attributes,
            Resource = resource,
        };

    private static readonly Gen<LogField> Field = Gen.Elements(
            "body",
            "service",
            "correlation_id",
            "request_id",
            "user_id",
            "http.route",
            "url.full",
            "http.request.method",
            "client.address",
            "user_agent.original",
            "url.path",
            "http.client_ip",
            "k",
            "K",
            "k.l",
            "'",
            "`",
            "\\",
            "no such"
        )
        .Select(name => new LogField(name));

    private static readonly Gen<LogField> NumberField = Gen.Elements(
            "severity",
            "duration_ms",
            "http.response.status_code",
            "weight",
            "k",
            "K",
            "k.l"
        )
        .Select(name => new LogField(name));

    private static readonly Gen<LogBound?> Bound = Gen.OneOf(
        Gen.Constant<LogBound?>(null),
        from value in Gen.Elements(-1, 0, 0.1, 9, 12.5, 17, 200, 404, 1e9)
        from isIncluded in Gen.Elements(true, false)
        select (LogBound?)new LogBound(value, isIncluded)
    );

    private static readonly Gen<LogCondition> Leaf = Gen.OneOf(
        Word.Select(text =>
            (LogCondition)(
                BodyTerm.Phrase(text) is { } term ? new LogCondition.Words(term) : new LogCondition.Everything()
            )
        ),
        Text.Select(text =>
            (LogCondition)(
                BodyTerm.Phrase(text) is { } term ? new LogCondition.Words(term) : new LogCondition.Everything()
            )
        ),
        Gen.Elements("a*", "*b", "?", "*", "1?", "*é*", "äb", "x*y", "Ä?", "B*")
            .Select(pattern => (LogCondition)new LogCondition.WordLike(pattern)),
        from field in Field
        from value in Gen.OneOf(Value, Text)
        select (LogCondition)new LogCondition.Equal(field, value),
        from field in Gen.Elements(
            "severity",
            "http.response.status_code",
            "duration_ms",
            "weight",
            "trace_id",
            "span_id"
        )
        from value in Gen.Elements("error", "warn2", "17", "200", "12.5", "61626364656667686162636465666768", "")
        select (LogCondition)new LogCondition.Equal(new LogField(field), value),
        from field in Field
        from pattern in Gen.Elements("*", "a*", "*b*", "?", "2??", "\\*", "\\\\", "%", "_", "*a b*", "'", "* é")
        select (LogCondition)new LogCondition.Like(field, pattern),
        from field in Field
        from regex in Gen.Elements(
            "a",
            "^a",
            "b$",
            "a.b",
            "(?i)AB",
            "[ab]+ B",
            "é",
            @"\d\d",
            "a|b",
            "x_y",
            @"\.",
            "^$",
            "a? b",
            "'",
            @"\s10\s"
        )
        select (LogCondition)new LogCondition.Matches(field, regex),
        Field.Select(field => (LogCondition)new LogCondition.Exists(field)),
        NumberField.Select(field => (LogCondition)new LogCondition.Exists(field)),
        from field in NumberField
        from low in Bound
        from high in Bound
        select (LogCondition)new LogCondition.Within(field, low, high),
        from low in Gen.Elements<long?>(null, 0, 1_000)
        from high in Gen.Elements<long?>(null, 2_000, 4_000_000_000_000_000_000)
        select (LogCondition)
            new LogCondition.During(
                low is null ? null : LogTime.At(low.Value),
                high is null ? null : LogTime.At(high.Value)
            )
    );

    internal static readonly Gen<LogCondition> Condition = Conditions(depth: 2);

    private static readonly Gen<LogFilter> Filter =
        from services in Gen.Elements<string[]>([], [], ["a"], ["a", "'"])
        from severity in Gen.Elements(0, 0, 9, 17)
        from terms in Gen.OneOf(Gen.Constant(""), Word, Text, Text.Select(text => $"\"{text}\""))
        from ids in Gen.ArrayOf(Gen.Elements(null, null, null, "a", "'"), 3)
        from trace in Gen.Elements(null, null, null, "61626364656667686162636465666768")
        from name in Name
        from values in Gen.Elements<string[]>([], [], ["a"], ["200"], ["0200"], ["999", "b"], ["\\"])
        select new LogFilter
        {
            Services = services,
            MinimumSeverity = (SeverityNumber)severity,
            Body = BodyTerm.Parse(terms, out _),
            CorrelationId = ids[0],
            RequestId = ids[1],
            UserId = ids[2],
            TraceId = trace,
            Attributes = values.Length == 0 ? [] : [new AttributeMatch(name, values)],
        };

    [Fact]
    public async Task The_matcher_and_the_sql_mean_the_same_records()
    {
        var tenant = host.NewTenant();
        var logs = Gen.Sample(Log, 300, 6).ToList();
        await host.StoreAsync(tenant, logs);
        var filters = Gen.Sample(Filter, 100, 6).Select(filter => filter.ToCondition());
        var matches = 0;
        foreach (var condition in filters.Concat(Gen.Sample(Condition, 400, 6)))
        {
            var sql = TenantSql
                .OverLogs(Reader.Whole(tenant), TimeRange.Everything)
                .Where(condition, ExploreHost.Now)
                .Select("toString(log_id)", "ORDER BY log_id");
            await using var result = await host.Runner.RunAsync(sql, "TSV", CancellationToken.None);
            using var reader = new StreamReader(result.Body);
            var found = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

            var matcher = new LogMatcher(condition, ExploreHost.Now);
            var expected = logs.Where(log => matcher.Matches(ToRecord(log))).Select(log => $"{log.Id}").ToList();
            var wrong = logs.FirstOrDefault(log => expected.Contains($"{log.Id}") != found.Contains($"{log.Id}"));
            Assert.True(
                wrong is null,
                $"{LogQueryPrinter.Print(condition)}\n{sql.Sql}\n{string.Join(' ', sql.Parameters)}\n{wrong?.ToRow(tenant).ToJsonString()}"
            );
            matches += found.Length;
        }

        Assert.InRange(matches, 1_000, int.MaxValue);
    }

    [Fact]
    public async Task A_record_reads_the_same_on_its_way_in_and_when_it_is_found()
    {
        var tenant = host.NewTenant();
        var logs = Gen.Sample(Log, 200, 6).ToList();
        await host.StoreAsync(tenant, logs);
        using var http = host.ClientOf(tenant);

        var page = await http.JsonAsync("/api/v1/logs?limit=1000&order=asc");

        var found = page["records"]!.AsArray();
        Assert.Equal(logs.Count, found.Count);
        for (var i = 0; i < logs.Count; i++)
        {
            var shown =
                RecordJson.Beginning(logs[i].Id) + Encoding.UTF8.GetString(RecordJson.Write(ToRecord(logs[i])).Span);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(shown), found[i]), $"{shown}\n{found[i]!.ToJsonString()}");
        }
    }

    [Fact]
    public void Any_bytes_at_all_can_be_written()
    {
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>().Filter(bytes => bytes is not null),
                bytes =>
                {
                    var record = new LogRecord
                    {
                        Body = bytes,
                        ServiceName = bytes,
                        UserId = bytes,
                    };
                    record.Attributes.Add(bytes, bytes);
                    JsonNode.Parse(RecordJson.Beginning(1) + Encoding.UTF8.GetString(RecordJson.Write(record).Span));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static Gen<LogCondition> Conditions(int depth)
    {
        if (depth == 0)
        {
            return Leaf;
        }

        var part = Conditions(depth - 1);
        var parts = Gen.Choose(2, 3).SelectMany(count => Gen.ArrayOf(part, count));
        return Gen.OneOf(
            part,
            part.Select(inner => (LogCondition)new LogCondition.Not(inner)),
            parts.Select(inner => (LogCondition)new LogCondition.All(inner)),
            parts.Select(inner => (LogCondition)new LogCondition.Any(inner))
        );
    }

    private static Gen<IReadOnlyList<(string Key, string Value)>> Pairs() =>
        Gen.ListOf(from name in Name from value in Value select (name, value))
            .Select(pairs => (IReadOnlyList<(string, string)>)[.. pairs.DistinctBy(pair => pair.name)]);

    internal static LogRecord ToRecord(StoredLog log)
    {
        var record = new LogRecord
        {
            TimeUnixNano = log.TimeUnixNano,
            ObservedTimeUnixNano = log.TimeUnixNano,
            Severity = (SeverityNumber)log.Severity,
            SeverityText = Bytes(log.SeverityText),
            ServiceName = Bytes(log.Service),
            CorrelationId = Bytes(log.CorrelationId),
            RequestId = Bytes(log.RequestId),
            UserId = Bytes(log.UserId),
            TraceId = Bytes(log.TraceBytes),
            DurationMs = log.DurationMs,
            HttpMethod = Bytes(log.HttpMethod),
            HttpRoute = Bytes(log.HttpRoute),
            HttpUrl = Bytes(log.HttpUrl),
            HttpStatus = (ushort)log.HttpStatus,
            ClientAddress = Bytes(log.ClientAddress),
            UserAgent = Bytes(log.UserAgent),
            Weight = log.Weight,
            Stream = Bytes(log.Stream),
            Body = Bytes(log.Body),
        };
        Add(record.Attributes, log.Attributes);
        Add(record.Resource, log.Resource);
        return record;
    }

    private static void Add(AttributeList list, IEnumerable<(string Key, string Value)> items)
    {
        foreach (var (key, value) in items)
        {
            list.Add(Bytes(key), Bytes(value));
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
