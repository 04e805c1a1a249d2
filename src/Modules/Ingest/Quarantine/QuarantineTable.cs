using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;
using Monolith.Storage.Contracts;

namespace Monolith.Ingest.Quarantine;

/// <summary>Asks for a tenant's quarantined records. Thread-safe.</summary>
internal sealed class QuarantineTable(IQueryRunner runner, IRawSeal seal, TimeProvider clock)
{
    // 64-bit numbers as text where JSON readers would round them, the others as JSON's own.
    private readonly string _columns =
        "toString(id), toUnixTimestamp64Milli(observed_ts), reason, detail, source, toInt64(position), toInt64(raw_bytes), "
        + $"toInt64(length(raw)) - if(startsWith(raw, unhex('{Convert.ToHexString(seal.Mark)}')), {seal.Overhead}, 0)";

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["output_format_json_quote_64bit_integers"] = "0",
    };

    /// <summary>The newest ones, without their bytes.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="filter">Which.</param>
    /// <param name="before">Only such as have a smaller id; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async Task<List<QuarantinedRow>> ListAsync(
        Reader reader,
        QuarantineFilter filter,
        ulong? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var question = new Question(reader, filter, clock.GetUtcNow());
        question.Where("id < {before:UInt64}", "before", before);
        var rows = new List<QuarantinedRow>();
        await foreach (
            var row in AskAsync(
                question,
                _columns,
                $"ORDER BY id DESC LIMIT 1 BY id LIMIT {limit.ToString(CultureInfo.InvariantCulture)}",
                cancellationToken
            )
        )
        {
            rows.Add(RowOf(row));
        }

        return rows;
    }

    /// <summary>How many there are of each reason and source, the most first.</summary>
    public async Task<List<SummariseQuarantine.Count>> CountAsync(
        Reader reader,
        QuarantineFilter filter,
        CancellationToken cancellationToken
    )
    {
        var counts = new List<SummariseQuarantine.Count>();
        await foreach (
            var row in AskAsync(
                new Question(reader, filter, clock.GetUtcNow()),
                "reason, source, toInt64(uniqExact(id)), toUnixTimestamp64Milli(min(observed_ts)), "
                    + "toUnixTimestamp64Milli(max(observed_ts))",
                "GROUP BY reason, source ORDER BY 3 DESC, reason, source",
                cancellationToken
            )
        )
        {
            counts.Add(
                new SummariseQuarantine.Count(
                    row[0].GetString()!,
                    row[1].GetString()!,
                    row[2].GetInt64(),
                    Time(row[3]),
                    Time(row[4])
                )
            );
        }

        return counts;
    }

    /// <summary>Those with these ids, the oldest first, with their bytes.</summary>
    public Task<List<QuarantinedRecordBytes>> FindAsync(
        Reader reader,
        IEnumerable<ulong> ids,
        CancellationToken cancellationToken
    )
    {
        var question = new Question(reader, QuarantineFilter.Everything, clock.GetUtcNow());
        question.Where("id IN {ids:Array(UInt64)}", "ids", $"[{string.Join(',', ids)}]");
        return ReadAsync(question, int.MaxValue, cancellationToken);
    }

    /// <summary>The oldest of those that are meant, with their bytes.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="filter">Which.</param>
    /// <param name="after">Only such as have a larger id.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public Task<List<QuarantinedRecordBytes>> FindAsync(
        Reader reader,
        QuarantineFilter filter,
        ulong after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var question = new Question(reader, filter, clock.GetUtcNow());
        question.Where("id > {after:UInt64}", "after", after);
        return ReadAsync(question, limit, cancellationToken);
    }

    private async Task<List<QuarantinedRecordBytes>> ReadAsync(
        Question question,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var found = new List<QuarantinedRecordBytes>();
        await foreach (
            var row in AskAsync(
                question,
                $"{_columns}, base64Encode(raw)",
                $"ORDER BY id LIMIT 1 BY id LIMIT {limit.ToString(CultureInfo.InvariantCulture)}",
                cancellationToken
            )
        )
        {
            var kept = row[8].GetBytesFromBase64();
            found.Add(new QuarantinedRecordBytes(RowOf(row), seal.Open(question.Tenant, kept)));
        }

        return found;
    }

    private async IAsyncEnumerable<JsonElement[]> AskAsync(
        Question question,
        string columns,
        string rest,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var result = await runner.RunAsync(
            new TenantQuery(
                question.Tenant,
                $"SELECT {columns} FROM quarantine WHERE {question.Conditions} {rest}",
                question.Parameters,
                Settings
            ),
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
            yield return row!;
        }
    }

    private static QuarantinedRow RowOf(JsonElement[] row) =>
        new(
            row[0].GetString()!,
            Time(row[1]),
            row[2].GetString()!,
            row[3].GetString()!,
            row[4].GetString()!,
            row[5].GetInt64(),
            row[6].GetInt64(),
            row[7].GetInt64()
        );

    private static DateTimeOffset Time(JsonElement milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.GetInt64());

    /// <summary>What is asked for. Values go to ClickHouse beside the SQL, never in it.</summary>
    private sealed class Question
    {
        private readonly List<string> _conditions = ["tenant = {tenant:String}"];

        public Question(Reader reader, QuarantineFilter filter, DateTimeOffset now)
        {
            Tenant = reader.Tenant;
            Parameters["tenant"] = reader.Tenant.Value;
            if (reader.Scope.Rows.Count > 0)
            {
                // What could not be read has no service and no stream: nobody can tell that it may be seen.
                _conditions.Add("0");
            }

            Where("reason = {reason:String}", "reason", filter.Reason);
            Where("source = {source:String}", "source", filter.Source);
            Where("positionCaseInsensitiveUTF8(detail, {text:String}) > 0", "text", filter.Text);
            Where("observed_ts >= fromUnixTimestamp64Nano({from:Int64}, 'UTC')", "from", filter.From?.Resolve(now));
            Where("observed_ts < fromUnixTimestamp64Nano({to:Int64}, 'UTC')", "to", filter.To?.Resolve(now));
        }

        public TenantId Tenant { get; }

        public Dictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);

        public string Conditions => string.Join(" AND ", _conditions);

        /// <summary>Narrows, when there is a value.</summary>
        public void Where(string condition, string name, object? value)
        {
            if (value is not null)
            {
                _conditions.Add(condition);
                Parameters[name] = string.Create(CultureInfo.InvariantCulture, $"{value}");
            }
        }
    }
}
