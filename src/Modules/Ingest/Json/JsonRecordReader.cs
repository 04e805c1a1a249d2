using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Json;

/// <summary>
/// Reads one JSON object into a record: known names into its fields, everything else into its attributes. The record's
/// values are slices of the text; only what has escapes, and names joined by dots, is written to scratch memory.
/// </summary>
internal ref struct JsonRecordReader
{
    private const byte Dot = (byte)'.';

    private readonly ReadOnlyMemory<byte> _json;
    private readonly ReadOnlySpan<byte> _text;
    private readonly LogRecord _record;
    private readonly ScratchBuffer _scratch;
    private readonly int _maxDepth;
    private readonly FieldAliases? _aliases;
    private readonly NameSequence _names = NameSequence.OfThread;
    private JsonScanner _scanner;
    private RecordFields _fields;

    public JsonRecordReader(
        ReadOnlyMemory<byte> json,
        int at,
        bool linesEnd,
        int maxDepth,
        ILogPipelineBatch batch,
        FieldAliases? aliases = null
    )
    {
        _aliases = aliases;
        _json = json;
        _text = json.Span;
        _record = batch.Record;
        _scratch = batch.Scratch;
        _fields = new RecordFields(_record, _scratch);
        _maxDepth = maxDepth;
        _scanner = new JsonScanner(_text, at, linesEnd);
    }

    /// <summary>Where the reader stands: after the object, once it was read.</summary>
    public readonly int At => _scanner.At;

    /// <summary>Why the object could not be read.</summary>
    public RejectReason Reason { get; private set; }

    /// <summary>What exactly was wrong with it.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Reads the object that begins where the reader stands.</summary>
    public bool TryRead()
    {
        _names.Restart();
        Reason = _scanner.Next == (byte)'{' ? RejectReason.InvalidJson : RejectReason.NotAnObject;
        if (!TryReadObject(default, depth: 1))
        {
            Detail = _scanner.Problem!;
            return false;
        }

        if (_fields.Complete() is { Fate: not Fate.Keep } refusal)
        {
            (Reason, Detail) = (refusal.Reason, refusal.Detail!);
            return false;
        }

        return true;
    }

    // Apart from its callers: within them too little would be inlined into it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadObject(ReadOnlyMemory<byte> prefix, int depth)
    {
        if (!_scanner.TryTake((byte)'{', "A record must be a JSON object."))
        {
            return false;
        }

        _scanner.SkipSpace();
        if (_scanner.Next == (byte)'}')
        {
            return _scanner.TryTake((byte)'}', "");
        }

        while (true)
        {
            var isRead = depth == 1 && _aliases is null && TryReadExpected();
            if (!isRead && !(_scanner.TryTakeName(out var name) && TryReadProperty(prefix, name, depth)))
            {
                return false;
            }

            if (!_scanner.TryTakeComma())
            {
                return _scanner.TryTake((byte)'}', "A comma or a closing brace is missing after a value.");
            }
        }
    }

    /// <summary>
    /// Reads the properties that come next as far as they are written the way most are: with the name that is expected, a text
    /// without escapes or a number, and no space. It does nothing that the general way would not do, in half the time.
    /// </summary>
    /// <returns>Whether there was one: then the reader stands behind its value.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadExpected()
    {
        var text = _text;
        var names = _names;
        ref readonly var first = ref MemoryMarshal.GetReference(text);
        var (at, end) = (_scanner.At, -1);

        // More than the name is there: one byte of the value.
        while (
            at < text.Length - NameSequence.Ahead
            && names.IsNext(in first, at, out var length, out var field, out var number)
        )
        {
            var from = at + length + NameSequence.Frame;
            var kind = text[from] == (byte)'"' ? ScalarKind.Text : ScalarKind.Literal;
            from += kind == ScalarKind.Text ? 1 : 0;
            var to = kind == ScalarKind.Text ? _scanner.EndOfPlainString(from) : _scanner.EndOfNumber(from);
            if (to < 0)
            {
                break;
            }

            names.Follow();
            _fields.Add(field, _json.Slice(at + 1, length), _json.Slice(from, to - from), kind, number);
            end = kind == ScalarKind.Text ? to + 1 : to;
            if (end == text.Length || text[end] != (byte)',')
            {
                break;
            }

            at = end + 1;
        }

        if (end < 0)
        {
            return false;
        }

        _scanner.MoveTo(end);
        return true;
    }

    private bool TryReadProperty(ReadOnlyMemory<byte> prefix, JsonText nameText, int depth)
    {
        var name = Join(prefix, nameText);
        var number = 0;
        var field =
            _aliases?.Recognise(name.Span)
            ?? (
                prefix.IsEmpty && !nameText.Escaped
                    ? _names.Learn(name.Span, out number)
                    : FieldNames.Recognise(name.Span)
            );
        return _scanner.Next switch
        {
            (byte)'{' when field != Field.Body => TryReadNested(name, depth),
            (byte)'{' or (byte)'[' => TryReadAsText(field, name, depth),
            _ => TryReadScalar(field, name, number),
        };
    }

    private bool TryReadNested(ReadOnlyMemory<byte> name, int depth)
    {
        if (depth == _maxDepth)
        {
            Reason = RejectReason.TooDeep;
            return _scanner.Fail(JsonScanner.TooDeep);
        }

        var start = _scanner.At;
        var before = _record.Attributes.Count;
        if (!TryReadObject(name, depth + 1))
        {
            return false;
        }

        if (_record.Attributes.Count == before && IsEmptyObject(_text[start.._scanner.At]))
        {
            _record.Attributes.Add(name, _json[start.._scanner.At]);
        }

        return true;
    }

    private bool TryReadAsText(Field field, ReadOnlyMemory<byte> name, int depth)
    {
        var start = _scanner.At;
        if (!_scanner.TryTakeValue(_maxDepth - depth, out var tooDeep))
        {
            Reason = tooDeep ? RejectReason.TooDeep : Reason;
            return false;
        }

        _fields.AddJson(field, name, _json[start.._scanner.At]);
        return true;
    }

    private bool TryReadScalar(Field field, ReadOnlyMemory<byte> name, int number)
    {
        var kind = _scanner.Next switch
        {
            (byte)'"' => ScalarKind.Text,
            (byte)'n' => ScalarKind.Null,
            _ => ScalarKind.Literal,
        };
        if (!_scanner.TryTakeScalar(out var text))
        {
            return false;
        }

        _fields.Add(field, name, ToMemory(text), kind, number);
        return true;
    }

    private readonly ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> prefix, JsonText name)
    {
        if (prefix.IsEmpty)
        {
            return ToMemory(name);
        }

        var joined = _scratch.Take(prefix.Length + 1 + name.Length);
        prefix.Span.CopyTo(joined.Span);
        joined.Span[prefix.Length] = Dot;
        var target = joined.Span[(prefix.Length + 1)..];
        var source = _text.Slice(name.Start, name.Length);
        if (!name.Escaped)
        {
            source.CopyTo(target);
            return joined;
        }

        var written = JsonEscapes.Unescape(source, target);
        return joined[..(prefix.Length + 1 + written)];
    }

    private readonly ReadOnlyMemory<byte> ToMemory(JsonText text)
    {
        var slice = _json.Slice(text.Start, text.Length);
        if (!text.Escaped)
        {
            return slice;
        }

        var plain = _scratch.Take(text.Length);
        var written = JsonEscapes.Unescape(slice.Span, plain.Span);
        _scratch.Return(text.Length - written);
        return plain[..written];
    }

    private static bool IsEmptyObject(ReadOnlySpan<byte> json) => json[1..^1].Trim(" \t\r\n"u8).IsEmpty;
}
