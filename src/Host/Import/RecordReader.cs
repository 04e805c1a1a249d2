using System.Buffers;

namespace Monolith.Host.Import;

/// <summary>How a file's lines become records.</summary>
internal enum ImportFormat
{
    /// <summary>JSON when the first line that is not empty begins with a brace, else text.</summary>
    Auto,

    /// <summary>One JSON object a line. A line that does not begin with a brace is taken as text.</summary>
    Json,

    /// <summary>Text; a line that continues the one before is joined to it.</summary>
    Text,
}

/// <summary>Puts a file's lines together to records.</summary>
internal sealed class RecordReader(LineReader lines, ImportFormat format)
{
    // A server takes 1 MiB a record by default. A stack trace beyond half of it goes on in the next record.
    private const int MaxJoinedBytes = 512 << 10;

    private readonly ArrayBufferWriter<byte> _record = new(4096);
    private ImportFormat _format = format;
    private bool _lineIsAhead;
    private long _offsetBeforeLine;

    /// <summary>The record as the file has it, its lines joined by line breaks. Valid until the next one is read.</summary>
    public ReadOnlyMemory<byte> Record => _record.WrittenMemory;

    /// <summary>True for a JSON object, false for text.</summary>
    public bool IsJson { get; private set; }

    /// <summary>The number of its first line, from 1 where the reading began.</summary>
    public long LineNumber { get; private set; }

    /// <summary>How many bytes lie before its end: everything up to here has been read as a record or passed over.</summary>
    public long Offset { get; private set; }

    /// <summary>How many lines lie before <see cref="Offset"/>.</summary>
    public long Lines { get; private set; }

    /// <returns>False when there is no further record.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        do
        {
            if (!_lineIsAhead && !await NextLineAsync(cancellationToken))
            {
                return false;
            }

            _lineIsAhead = false;
        } while (IsBlank(lines.Line.Span));

        Begin();
        while (!IsJson && await NextLineAsync(cancellationToken))
        {
            if (!Continues(lines.Line.Span) || _record.WrittenCount + lines.Line.Length > MaxJoinedBytes)
            {
                _lineIsAhead = true;
                (Offset, Lines) = (_offsetBeforeLine, lines.Number - 1);
                return true;
            }

            _record.Write("\n"u8);
            _record.Write(lines.Line.Span);
        }

        (Offset, Lines) = (lines.Offset, lines.Number);
        return true;
    }

    private void Begin()
    {
        var line = lines.Line.Span;
        if (lines.Number == 1 && line.StartsWith("\uFEFF"u8))
        {
            // A byte order mark says how the file is encoded and belongs to no record.
            line = line["\uFEFF"u8.Length..];
        }

        var looksLikeJson = line.TrimStart(" \t"u8).StartsWith("{"u8);
        if (_format == ImportFormat.Auto)
        {
            _format = looksLikeJson ? ImportFormat.Json : ImportFormat.Text;
        }

        IsJson = looksLikeJson && _format == ImportFormat.Json;
        LineNumber = lines.Number;
        _record.ResetWrittenCount();
        _record.Write(line);
    }

    private ValueTask<bool> NextLineAsync(CancellationToken cancellationToken)
    {
        _offsetBeforeLine = lines.Offset;
        return lines.ReadAsync(cancellationToken);
    }

    /// <summary>True for the further lines of stack traces and of other records that were written over several lines.</summary>
    private static bool Continues(ReadOnlySpan<byte> line) =>
        !IsBlank(line)
        && (line[0] is (byte)' ' or (byte)'\t' || line.StartsWith("at "u8) || line.StartsWith("Caused by"u8));

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;
}
