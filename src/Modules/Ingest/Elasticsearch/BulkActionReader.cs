using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>
/// Reads the line that comes before a document: what is to be done, in which index, under which id. What else it may say
/// (types, routing, pipelines, versions) means nothing here and is passed over.
/// </summary>
internal ref struct BulkActionReader(ReadOnlyMemory<byte> body, int start, int end, ScratchBuffer scratch)
{
    private const int ParameterLevels = 8;

    private JsonScanner _scanner = new(body.Span[..end], start, linesEnd: true);

    /// <summary>What is wrong with the line.</summary>
    public readonly string Problem => _scanner.Problem ?? "";

    /// <summary>Reads the line into an item.</summary>
    public bool TryRead(ref BulkItem item)
    {
        _scanner.SkipSpace();
        if (!_scanner.TryTake((byte)'{', "An action must be a JSON object."))
        {
            return false;
        }

        _scanner.SkipSpace();
        if (!_scanner.TryTakeName(out var name) || !TryReadOperation(name, ref item) || !TryReadParameters(ref item))
        {
            return false;
        }

        _scanner.SkipSpace();
        if (!_scanner.TryTake((byte)'}', "A line may have one action."))
        {
            return false;
        }

        _scanner.SkipSpace();
        return _scanner.At == end || _scanner.Fail("There is more on the line than one action.");
    }

    private bool TryReadOperation(JsonText name, ref BulkItem item)
    {
        var operation = body.Span.Slice(name.Start, name.Length);
        item.Operation =
            operation.SequenceEqual("create"u8) ? BulkOperation.Create
            : operation.SequenceEqual("update"u8) ? BulkOperation.Update
            : operation.SequenceEqual("delete"u8) ? BulkOperation.Delete
            : BulkOperation.Index;
        return item.Operation != BulkOperation.Index
            || operation.SequenceEqual("index"u8)
            || _scanner.Fail("The action is none of index, create, update and delete.");
    }

    private bool TryReadParameters(ref BulkItem item)
    {
        if (!_scanner.TryTake((byte)'{', "The parameters of an action must be a JSON object."))
        {
            return false;
        }

        _scanner.SkipSpace();
        while (_scanner.Next != (byte)'}')
        {
            if (!_scanner.TryTakeName(out var name) || !TryReadParameter(name, ref item))
            {
                return false;
            }

            _scanner.SkipSpace();
            if (_scanner.Next == (byte)',')
            {
                _scanner.TryTake((byte)',', "");
                _scanner.SkipSpace();
            }
            else if (_scanner.Next != (byte)'}')
            {
                return _scanner.Fail("A comma or a closing brace is missing after a parameter.");
            }
        }

        return _scanner.TryTake((byte)'}', "");
    }

    private bool TryReadParameter(JsonText nameText, ref BulkItem item)
    {
        var name = body.Span.Slice(nameText.Start, nameText.Length);
        if (_scanner.Next is (byte)'{' or (byte)'[')
        {
            return _scanner.TryTakeValue(ParameterLevels, out _);
        }

        var isNull = _scanner.Next == (byte)'n';
        if (!_scanner.TryTakeScalar(out var value))
        {
            return false;
        }

        if (isNull)
        {
            // Logstash writes what it does not know as null.
            return true;
        }

        if (name.SequenceEqual("_index"u8))
        {
            item.Index = ToMemory(value);
        }
        else if (name.SequenceEqual("_id"u8))
        {
            item.Id = ToMemory(value);
        }
        else if (item.Operation == BulkOperation.Index && name.SequenceEqual("op_type"u8))
        {
            item.Operation = body.Span.Slice(value.Start, value.Length).SequenceEqual("create"u8)
                ? BulkOperation.Create
                : BulkOperation.Index;
        }

        return true;
    }

    private readonly ReadOnlyMemory<byte> ToMemory(JsonText text)
    {
        var slice = body.Slice(text.Start, text.Length);
        if (!text.Escaped)
        {
            return slice;
        }

        var plain = scratch.Take(text.Length);
        return plain[..JsonEscapes.Unescape(slice.Span, plain.Span)];
    }
}
