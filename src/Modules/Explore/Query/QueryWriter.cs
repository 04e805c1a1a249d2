using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Monolith.Explore.Admission;
using Monolith.Explore.Search;
using Monolith.Explore.Sql;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Language;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Query;

/// <summary>Writes the answer to a question into a response while it is found.</summary>
internal sealed class QueryWriter(
    IQueryProgress progress,
    QueryBudgets budgets,
    TimeProvider clock,
    ILogger<QueryWriter> logger
)
{
    private const long NanosPerSecond = 1_000_000_000;
    private const int MaxChunkBytes = 64 * 1024;

    // Often enough for a bar that moves, and seldom enough not to be work for the engine.
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Writes one JSON object.</summary>
    public static async Task WriteJsonAsync(
        QueryAnswer answer,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var json = new StreamedAnswer(response, "application/json");
        json.Buffer.Write(Bytes(Meta(answer))[..^1]);
        json.Buffer.Write(answer.Kind == QueryKind.Records ? ",\"records\":["u8 : ",\"rows\":["u8);
        await json.WriteListAsync(answer.RowsAsync(cancellationToken), cancellationToken);
        json.Buffer.Write("],"u8);
        json.Buffer.Write(Bytes(End(answer))[1..]);
        json.Buffer.Write("\n"u8);
        await json.FlushAsync(cancellationToken);
    }

    /// <summary>Writes a JSON object a line: what it is, how far it is, rows as they are found, and how it ended.</summary>
    public async Task WriteNdjsonAsync(
        TenantId tenant,
        QueryAnswer answer,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var lines = new StreamedAnswer(response, PageWriter.NdjsonType);
        WriteLine(lines, "meta", Meta(answer));
        try
        {
            await WriteRowsAsync(tenant, answer, lines, cancellationToken);
            WriteLine(lines, "end", End(answer));
        }
        catch (Exception error) when (response.HasStarted && ProblemOf(error, response) is { } problem)
        {
            WriteLine(lines, "problem", Describe(problem));
        }

        await lines.FlushAsync(cancellationToken);
    }

    private async Task WriteRowsAsync(
        TenantId tenant,
        QueryAnswer answer,
        StreamedAnswer lines,
        CancellationToken cancellationToken
    )
    {
        var name = answer.Kind == QueryKind.Records ? "{\"records\":["u8.ToArray() : "{\"rows\":["u8.ToArray();
        var chunkStart = -1;
        await using var rows = answer.RowsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = rows.MoveNextAsync().AsTask();
            if (!next.IsCompleted)
            {
                chunkStart = EndChunk(lines, chunkStart);
                try
                {
                    await WaitAsync(next, tenant, answer, lines, cancellationToken);
                }
                finally
                {
                    // Rows cannot be given up while the next one is on its way; the caller's going away ends that too.
                    await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }

            if (!await next)
            {
                break;
            }

            lines.Buffer.Write(chunkStart < 0 ? name : ","u8);
            chunkStart = chunkStart < 0 ? lines.Buffer.WrittenCount : chunkStart;
            lines.Buffer.Write(rows.Current.Span);
            lines.CountRow();
            if (lines.Buffer.WrittenCount - chunkStart >= MaxChunkBytes)
            {
                chunkStart = EndChunk(lines, chunkStart);
                await lines.FlushAsync(cancellationToken);
            }
        }

        EndChunk(lines, chunkStart);
    }

    // What was found is sent before there is a wait, and from then on how far the engine is.
    private async Task WaitAsync(
        Task next,
        TenantId tenant,
        QueryAnswer answer,
        StreamedAnswer lines,
        CancellationToken cancellationToken
    )
    {
        while (await Task.WhenAny(next, Task.Delay(ProgressInterval, clock, cancellationToken)) != next)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (
                answer.Scope.HidesNothing
                && await FindProgressAsync(tenant, answer, cancellationToken) is { } found
                && !next.IsCompleted
            )
            {
                WriteLine(
                    lines,
                    "progress",
                    new JsonObject
                    {
                        ["rows_read"] = found.RowsRead,
                        ["rows_to_read"] = found.RowsToRead,
                        ["bytes_read"] = found.BytesRead,
                        ["elapsed_ms"] = Millis(answer),
                    }
                );
                await lines.FlushAsync(cancellationToken);
            }
        }
    }

    // Who waits for an answer does without the bar rather than without the answer.
    private async Task<QueryProgress?> FindProgressAsync(
        TenantId tenant,
        QueryAnswer answer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await progress.FindAsync(tenant, answer.QueryId, cancellationToken);
        }
        catch (ClickHouseException failure)
        {
            logger.ProgressUnknown(failure.Code, failure.Name);
            return null;
        }
    }

    private ProblemDetails? ProblemOf(Exception error, HttpResponse response) =>
        ProblemResponses.Of(
            error is ClickHouseException failure
                ? QueryFailures.Explain(failure, budgets.Of(response.HttpContext)) ?? error
                : error
        );

    private static JsonObject Meta(QueryAnswer answer)
    {
        var meta = new JsonObject
        {
            ["kind"] = JsonNamingPolicy
                .SnakeCaseLower.ConvertName($"{answer.Kind}")
                .Replace("_", "", StringComparison.Ordinal),
        };
        if (answer.Kind != QueryKind.Records)
        {
            meta["columns"] = new JsonArray([
                .. answer.Columns.Select(column => new JsonObject
                {
                    ["name"] = column.Name,
                    ["type"] = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{column.Type}"),
                }),
            ]);
        }

        meta["from"] = UnixNano.ToText(answer.Range.FromUnixNano);
        meta["to"] = UnixNano.ToText(answer.Range.ToUnixNano);
        if (answer.IntervalNanos is { } nanos)
        {
            meta["interval_seconds"] = nanos / NanosPerSecond;
        }

        if (Hidden.Of(answer.Scope) is { } hidden)
        {
            meta["hidden"] = hidden;
        }

        return meta;
    }

    private static JsonObject End(QueryAnswer answer)
    {
        var statistics = new JsonObject { ["elapsed_ms"] = Millis(answer) };
        if (answer.Read is { } read)
        {
            statistics["rows_read"] = read.Rows;
            statistics["bytes_read"] = read.Bytes;
        }

        var end = new JsonObject { ["next_cursor"] = answer.NextCursor, ["truncated"] = answer.IsCut };
        if (answer.LookedAt is { } bodies)
        {
            end["sampled"] = bodies >= PatternSql.MaxSample;
            end["looked_at"] = bodies;
        }

        end["statistics"] = statistics;
        return end;
    }

    private static JsonObject Describe(ProblemDetails problem) =>
        JsonSerializer.SerializeToNode(problem, problem.GetType())!.AsObject();

    private static double Millis(QueryAnswer answer) => Math.Round(answer.Time.Elapsed.TotalMilliseconds, 1);

    private static int EndChunk(StreamedAnswer lines, int chunkStart)
    {
        lines.Buffer.Write(chunkStart < 0 ? default : "]}\n"u8);
        return -1;
    }

    private static void WriteLine(StreamedAnswer lines, string name, JsonObject value)
    {
        lines.Buffer.Write(Bytes(new JsonObject { [name] = value }));
        lines.Buffer.Write("\n"u8);
    }

    private static ReadOnlySpan<byte> Bytes(JsonObject value) => JsonSerializer.SerializeToUtf8Bytes(value);
}
