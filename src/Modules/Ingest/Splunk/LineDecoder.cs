using System.Text.Unicode;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Splunk;

/// <summary>Makes a record of each line of raw text. What is known of them all stands in the query.</summary>
internal ref struct LineDecoder(
    ReadOnlyMemory<byte> body,
    RequestMetadata metadata,
    DecodeLimits limits,
    ILogPipelineBatch batch
)
{
    private readonly bool _isUtf8 = Utf8.IsValid(body.Span);
    private MetadataWriter _metadata = new(metadata, batch);

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="Platform.Problems.TooLargeException">It holds more records than one request may.</exception>
    public void Decode()
    {
        _metadata.WriteHost(default);
        var records = 0L;
        for (var at = 0; at < body.Length; )
        {
            var length = body.Span[at..].IndexOf((byte)'\n');
            var end = length < 0 ? body.Length : at + length;
            var line = body[at..end].TrimEnd((byte)'\r');
            if (line.Span.IndexOfAnyExcept(" \t"u8) >= 0)
            {
                limits.CheckCount(++records);
                DecodeLine(line, records);
            }

            at = end + 1;
        }
    }

    private readonly void DecodeLine(ReadOnlyMemory<byte> line, long position)
    {
        if (line.Length > limits.MaxRecordBytes)
        {
            batch.Reject(RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, position, line);
        }
        else if (!_isUtf8 && !Utf8.IsValid(line.Span))
        {
            batch.Reject(RejectReason.InvalidUtf8, "The line is not UTF-8.", position, line);
        }
        else
        {
            batch.Record.Body = line;
            _metadata.Write(default, default, default);
            batch.Submit(position, line);
        }
    }
}
