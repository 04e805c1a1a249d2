using System.Buffers;
using Monolith.Explore.Search;
using Monolith.Explore.Sql;

namespace Monolith.Explore.Export;

/// <summary>A record a line, as a search shows it.</summary>
internal sealed class RecordExport : ExportFormat
{
    private const int BufferBytes = 64 * 1024;

    /// <inheritdoc/>
    public override string ContentType => PageWriter.NdjsonType;

    /// <inheritdoc/>
    public override string Extension => "ndjson";

    /// <inheritdoc/>
    public override string EngineFormat => "JSONEachRow";

    /// <inheritdoc/>
    public override string Columns(SqlValues values) => RecordColumns.Sql;

    /// <inheritdoc/>
    public override Task<long> CopyAsync(
        Stream answer,
        Stream target,
        Action<int> countRows,
        CancellationToken cancellationToken
    ) =>
        CopyLinesAsync(
            answer,
            target,
            countRows,
            static (line, buffer) => buffer.Write(RecordColumns.RecordOf(line).Span),
            cancellationToken
        );

    /// <summary>Hands lines on, each changed.</summary>
    public static async Task<long> CopyLinesAsync(
        Stream answer,
        Stream target,
        Action<int> countRows,
        Action<ReadOnlyMemory<byte>, ArrayBufferWriter<byte>> change,
        CancellationToken cancellationToken
    )
    {
        var buffer = new ArrayBufferWriter<byte>(BufferBytes);
        var (written, rows) = (0L, 0);
        await foreach (var line in JsonLines.ReadAsync(answer, cancellationToken))
        {
            change(line, buffer);
            buffer.Write("\n"u8);
            rows++;
            if (buffer.WrittenCount >= BufferBytes)
            {
                await FlushAsync();
            }
        }

        await FlushAsync();
        return written;

        async Task FlushAsync()
        {
            await target.WriteAsync(buffer.WrittenMemory, cancellationToken);
            countRows(rows);
            written += buffer.WrittenCount;
            rows = 0;
            buffer.ResetWrittenCount();
        }
    }
}
