using System.Buffers;
using System.Text.Json;
using Monolith.Explore.Search;
using Monolith.Explore.Sql;

namespace Monolith.Explore.Export;

/// <summary>A JSON object a line with the chosen fields; those that a record does not have are left out.</summary>
/// <param name="fields">The fields by their own names.</param>
internal sealed class FieldExport(IReadOnlyList<string> fields) : ExportFormat
{
    private readonly byte[][] _names =
    [
        .. fields.Select(name => JsonEncodedText.Encode(name).EncodedUtf8Bytes.ToArray()),
    ];

    /// <inheritdoc/>
    public override string ContentType => PageWriter.NdjsonType;

    /// <inheritdoc/>
    public override string Extension => "ndjson";

    /// <inheritdoc/>
    public override string EngineFormat => "JSONCompactEachRow";

    /// <inheritdoc/>
    public override string Columns(SqlValues values) => string.Join(", ", fields.Select(name => Shown(name, values)));

    /// <inheritdoc/>
    public override Task<long> CopyAsync(
        Stream answer,
        Stream target,
        Action<int> countRows,
        CancellationToken cancellationToken
    ) => RecordExport.CopyLinesAsync(answer, target, countRows, WriteObject, cancellationToken);

    // The engine gives a list without names, so that no name that somebody asks for stands in SQL.
    private void WriteObject(ReadOnlyMemory<byte> line, ArrayBufferWriter<byte> buffer)
    {
        var list = new Utf8JsonReader(line.Span);
        list.Read();
        var before = "{\""u8;
        foreach (var name in _names)
        {
            list.Read();
            var start = (int)list.TokenStartIndex;
            var isNull = list.TokenType == JsonTokenType.Null;
            list.Skip();
            if (isNull)
            {
                continue;
            }

            buffer.Write(before);
            buffer.Write(name);
            buffer.Write("\":"u8);
            buffer.Write(line.Span[start..(int)list.BytesConsumed]);
            before = ",\""u8;
        }

        buffer.Write(before.Length == 2 && before[0] == (byte)'{' ? "{}"u8 : "}"u8);
    }
}
