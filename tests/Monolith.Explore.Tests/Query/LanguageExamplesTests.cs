using System.Text;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Tests.Query;

/// <summary>The examples of what questions mean, asked of the engine. Platform's tests ask the same of records on their way in.</summary>
public sealed class LanguageExamplesTests(ExploreHost host)
{
    [Fact]
    public async Task Every_question_means_these_records_and_no_others()
    {
        var tenant = host.NewTenant();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in LanguageExamples.Names)
        {
            var log = Store(LanguageExamples.Record(name));
            names.Add($"{log.Id}", name);
            await host.StoreAsync(tenant, log);
        }

        var wrong = new List<string>();
        foreach (var (query, records) in LanguageExamples.All)
        {
            var sql = TenantSql
                .OverLogs(Reader.Whole(tenant), TimeRange.Everything)
                .Where(LogQueryParser.ParseFilter(query).Filter, LanguageExamples.Now)
                .Select("toString(log_id)", "ORDER BY log_id");
            await using var result = await host.Runner.RunAsync(sql, "TSV", CancellationToken.None);
            using var reader = new StreamReader(result.Body);
            var found = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var expected = string.Join(' ', found.Select(id => names[id]));
            if (expected != records)
            {
                wrong.Add($"{query} means {records} and found {expected}: {sql.Sql}");
            }
        }

        Assert.Empty(wrong);
    }

    private static StoredLog Store(LogRecord record) =>
        new()
        {
            TimeUnixNano = record.TimeUnixNano,
            Severity = (int)record.Severity,
            SeverityText = Text(record.SeverityText),
            Service = Text(record.ServiceName),
            Source = Text(record.Source),
            EventName = Text(record.EventName),
            CorrelationId = Text(record.CorrelationId),
            RequestId = Text(record.RequestId),
            UserId = Text(record.UserId),
            TraceBytes = Text(record.TraceId),
            SpanBytes = Text(record.SpanId),
            DurationMs = double.IsNaN(record.DurationMs) ? 0 : (float)record.DurationMs,
            HttpMethod = Text(record.HttpMethod),
            HttpRoute = Text(record.HttpRoute),
            HttpUrl = Text(record.HttpUrl),
            HttpStatus = record.HttpStatus,
            ClientAddress = Text(record.ClientAddress),
            UserAgent = Text(record.UserAgent),
            Body = Text(record.Body),
            Attributes = Pairs(record.Attributes),
            Resource = Pairs(record.Resource),
        };

    // JSON cannot bring a name twice; which of the two counts is asked of the matcher alone.
    private static IReadOnlyList<(string Key, string Value)> Pairs(AttributeList attributes) =>
        [
            .. attributes
                .Items.ToArray()
                .Select(item => (Text(item.Key), Text(item.Value)))
                .DistinctBy(item => item.Item1),
        ];

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
