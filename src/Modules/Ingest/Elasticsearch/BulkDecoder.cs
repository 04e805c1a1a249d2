using System.Globalization;
using System.Text.Unicode;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>
/// Reads the body of a bulk request: a line that says what to do, then, unless it is a deletion, a line with the document.
/// A bad document is refused alone. A bad action refuses the request, because nobody can tell which of the lines after it
/// are documents.
/// </summary>
internal ref struct BulkDecoder(
    TenantId tenant,
    ReadOnlyMemory<byte> body,
    ReadOnlyMemory<byte> defaultIndex,
    BulkItems items,
    DecodeLimits limits,
    ILogPipelineBatch batch
)
{
    private readonly DocumentIntake _documents = new(tenant, body, limits, batch);
    private int _next;
    private int _line;

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="InvalidRequestException">An action cannot be read, or there is none.</exception>
    /// <exception cref="TooLargeException">It holds more actions than one request may.</exception>
    public void Decode()
    {
        while (TryTakeLine(out var line))
        {
            if (!body.Span[line].Trim(" \t\r"u8).IsEmpty)
            {
                DecodeAction(line);
            }
        }

        if (items.Count == 0)
        {
            throw new InvalidRequestException("body", "The request holds no actions.");
        }

        items.IsComplete = true;
    }

    private void DecodeAction(Range line)
    {
        limits.CheckCount(items.Count + 1);
        ref var item = ref items.Add();
        ReadAction(line, ref item);
        if (item.Operation == BulkOperation.Delete)
        {
            _documents.Reject(
                ref item,
                RejectReason.UnsupportedAction,
                "What is stored cannot be deleted.",
                items.Count,
                body[line]
            );
        }
        else if (TryTakeLine(out var document))
        {
            _documents.Take(ref item, document, linesEnd: true, items.Count);
        }
        else
        {
            throw Malformed("The request ends before the document of the action.");
        }
    }

    private readonly void ReadAction(Range line, ref BulkItem item)
    {
        if (!_documents.IsUtf8 && !Utf8.IsValid(body.Span[line]))
        {
            throw Malformed("The line is not UTF-8.");
        }

        var action = new BulkActionReader(body, line.Start.Value, line.End.Value, items.Scratch);
        if (!action.TryRead(ref item))
        {
            throw Malformed(action.Problem);
        }

        item.Index = item.Index.IsEmpty ? defaultIndex : item.Index;
        if (item.Index.IsEmpty)
        {
            throw Malformed("It names no index, and neither does the path.");
        }
    }

    private bool TryTakeLine(out Range line)
    {
        var rest = body.Span[_next..];
        var length = rest.IndexOf((byte)'\n');
        line = _next..(length < 0 ? body.Length : _next + length);
        _next = length < 0 ? body.Length : _next + length + 1;
        _line++;
        return !rest.IsEmpty;
    }

    private readonly InvalidRequestException Malformed(string problem) =>
        new(
            "body",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Malformed action/metadata line [{_line}]. {problem} Nothing of the request was kept."
            )
        );
}
