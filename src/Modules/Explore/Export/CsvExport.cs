using System.Text;
using Monolith.Explore.Sql;

namespace Monolith.Explore.Export;

/// <summary>Comma-separated values as RFC 4180 has them: every cell in quotation marks, lines end with CR LF.</summary>
/// <remarks>Spreadsheets compute what begins with certain characters, and records hold what strangers have sent. Such a cell gets
/// an apostrophe before it, unless it is a number.</remarks>
/// <param name="fields">The columns by their own names; none for all that a record has.</param>
internal sealed class CsvExport(IReadOnlyList<string> fields) : ExportFormat
{
    private const string Dangerous = "=+@\t\r\n-";

    private static readonly string[] AllFields =
    [
        "timestamp",
        "severity",
        "service",
        "body",
        "id",
        "observed_timestamp",
        "source",
        "event_name",
        "correlation_id",
        "request_id",
        "user_id",
        "trace_id",
        "span_id",
        "duration_ms",
        "http.request.method",
        "http.route",
        "url.full",
        "http.response.status_code",
        "client.address",
        "user_agent.original",
        "weight",
        Attributes,
        Resource,
    ];

    private readonly IReadOnlyList<string> _fields = fields.Count == 0 ? AllFields : fields;

    /// <inheritdoc/>
    public override string ContentType => "text/csv; charset=utf-8; header=present";

    /// <inheritdoc/>
    public override string Extension => "csv";

    /// <inheritdoc/>
    public override string EngineFormat => "CSV";

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Head =>
        Encoding.UTF8.GetBytes($"{string.Join(',', _fields.Select(Cell))}\r\n");

    /// <inheritdoc/>
    public override string Columns(SqlValues values)
    {
        var dangerous = values.Text($"^[{Dangerous}]");
        return string.Join(", ", _fields.Select(name => Harmless(Text(name, values), dangerous)));
    }

    /// <inheritdoc/>
    public override async Task<long> CopyAsync(
        Stream answer,
        Stream target,
        Action<int> countRows,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[64 * 1024];
        var (written, isInCell) = (0L, false);
        while (await answer.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            countRows(RowsIn(buffer.AsSpan(0, count), ref isInCell));
            written += count;
        }

        return written;
    }

    /// <summary>How many rows end in a part of the answer. A line that ends within a cell ends no row; a quotation mark within a cell is
    /// there twice, and leaves it and comes back.</summary>
    private static int RowsIn(ReadOnlySpan<byte> part, ref bool isInCell)
    {
        var rows = 0;
        for (
            var next = part.IndexOfAny((byte)'"', (byte)'\n');
            next >= 0;
            next = part.IndexOfAny((byte)'"', (byte)'\n')
        )
        {
            if (part[next] == (byte)'"')
            {
                isInCell = !isInCell;
            }
            else if (!isInCell)
            {
                rows++;
            }

            part = part[(next + 1)..];
        }

        return rows;
    }

    private static string Harmless(string text, string dangerous) =>
        $"if(match({text}, {dangerous}) AND isNull(toFloat64OrNull({text})), concat('\\'', {text}), {text})";

    private static string Cell(string name)
    {
        var text = name.Replace("\"", "\"\"", StringComparison.Ordinal);
        return $"\"{(Dangerous.Contains(name[0], StringComparison.Ordinal) ? "'" : "")}{text}\"";
    }
}
