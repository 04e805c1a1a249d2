using System.Text.Json;
using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Platform.ClickHouse;

/// <summary>Rows for one table, as blocks in the Native format.</summary>
public sealed record ClickHouseInsert
{
    /// <summary>The table, without its database.</summary>
    public required string Table { get; init; }

    /// <summary>The columns that the blocks have. ClickHouse fills the others with their defaults.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>
    /// Names the rows: ClickHouse drops an insert whose token it has seen lately, so the same rows may be sent again when
    /// it is not known whether they arrived.
    /// </summary>
    public required string DeduplicationToken { get; init; }

    /// <summary>Writes the blocks. Called once for each time that the insert is sent.</summary>
    public required Func<Stream, CancellationToken, Task> WriteBodyAsync { get; init; }

    /// <summary>How many bytes the blocks have, where that is known beforehand.</summary>
    public long? BodyBytes { get; init; }

    /// <summary>An insert of one block, which must stay as it is until the insert is done.</summary>
    public static ClickHouseInsert Of(string table, NativeBlock block, string deduplicationToken) =>
        new()
        {
            Table = table,
            Columns = [.. block.ColumnNames],
            DeduplicationToken = deduplicationToken,
            BodyBytes = block.EncodedBytes,
            WriteBodyAsync = async (stream, cancellationToken) =>
            {
                var segments = new List<ReadOnlyMemory<byte>>();
                block.Encode(segments);
                foreach (var segment in segments)
                {
                    await stream.WriteAsync(segment, cancellationToken);
                }
            },
        };
}

/// <summary>What ClickHouse says about an insert.</summary>
/// <param name="WrittenRows">Rows written. An external server counts those of materialised views too.</param>
public sealed record InsertSummary(long WrittenRows)
{
    internal const string Header = "X-ClickHouse-Summary";

    /// <summary>Reads the header, which is JSON with numbers as text.</summary>
    internal static InsertSummary Parse(string? header)
    {
        if (header is null)
        {
            return new InsertSummary(0);
        }

        using var summary = JsonDocument.Parse(header);
        return new InsertSummary(
            summary.RootElement.TryGetProperty("written_rows", out var rows) ? long.Parse(rows.GetString()!) : 0
        );
    }
}
