using System.Buffers;
using System.Buffers.Text;
using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;

namespace Monolith.Ingest.Fluent;

/// <summary>Writes an array or a map as JSON, with all that is in it: what is nested stays one value of the record.</summary>
/// <param name="bytes">The bytes that the reader reads.</param>
/// <param name="target">Room for <see cref="MaxLength"/> bytes.</param>
/// <param name="maxDepth">How many levels there may be, the record being the first.</param>
/// <param name="scratch">Memory for texts that are not as they came.</param>
internal ref struct NestedJson(ReadOnlyMemory<byte> bytes, Span<byte> target, int maxDepth, ScratchBuffer scratch)
{
    // The bytes that JSON must not have in a string as they are.
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(i => (byte)i),
        (byte)'"',
        (byte)'\\',
    ]);

    private readonly Span<byte> _target = target;

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>Whether there are too many levels.</summary>
    public bool IsTooDeep { get; private set; }

    /// <summary>How long the JSON of so many bytes is at most. A control character is six characters in JSON, and so is
    /// <c>false</c> with its comma; nothing grows more.</summary>
    public static int MaxLength(int bytes) => (bytes * 6) + 64;

    /// <summary>Writes a value.</summary>
    /// <param name="reader">Stands after what is known of the value.</param>
    /// <param name="value">The value.</param>
    /// <param name="depth">The level that it lies on.</param>
    public bool TryWrite(ref MessagePackReader reader, in MessagePackValue value, int depth)
    {
        if (value.Kind is not (MessagePackKind.Map or MessagePackKind.Array))
        {
            WriteScalar(value, reader.ContentIn(bytes, value));
            return true;
        }

        IsTooDeep = depth == maxDepth;
        return !IsTooDeep
            && (
                value.Kind == MessagePackKind.Map
                    ? TryWriteMap(ref reader, value, depth + 1)
                    : TryWriteArray(ref reader, value, depth + 1)
            );
    }

    private bool TryWriteMap(ref MessagePackReader reader, in MessagePackValue map, int depth)
    {
        Put("{"u8);
        for (var i = 0U; i < map.Count; i++)
        {
            Put(i == 0 ? ""u8 : ","u8);
            if (!reader.TryReadName(out var name))
            {
                return false;
            }

            WriteQuoted(ScalarText.OfName(name, reader.ContentIn(bytes, name), scratch).Span);
            Put(":"u8);
            if (!reader.TryRead(out var value) || !TryWrite(ref reader, value, depth))
            {
                return false;
            }
        }

        Put("}"u8);
        return true;
    }

    private bool TryWriteArray(ref MessagePackReader reader, in MessagePackValue array, int depth)
    {
        Put("["u8);
        for (var i = 0U; i < array.Count; i++)
        {
            Put(i == 0 ? ""u8 : ","u8);
            if (!reader.TryRead(out var value) || !TryWrite(ref reader, value, depth))
            {
                return false;
            }
        }

        Put("]"u8);
        return true;
    }

    private void WriteScalar(in MessagePackValue value, ReadOnlyMemory<byte> content)
    {
        var text = ScalarText.Of(value, content, scratch, out var kind).Span;
        if (kind == ScalarKind.Text)
        {
            WriteQuoted(text);
        }
        else
        {
            Put(text);
        }
    }

    private void WriteQuoted(scoped ReadOnlySpan<byte> text)
    {
        Put("\""u8);
        for (int plain; (plain = text.IndexOfAny(Escaped)) >= 0; text = text[(plain + 1)..])
        {
            Put(text[..plain]);
            WriteEscape(text[plain]);
        }

        Put(text);
        Put("\""u8);
    }

    private void WriteEscape(byte character)
    {
        switch (character)
        {
            case (byte)'"':
                Put("\\\""u8);
                break;
            case (byte)'\\':
                Put("\\\\"u8);
                break;
            case (byte)'\n':
                Put("\\n"u8);
                break;
            default:
                Put("\\u00"u8);
                Utf8Formatter.TryFormat(character, _target[Length..], out var written, new StandardFormat('x', 2));
                Length += written;
                break;
        }
    }

    private void Put(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_target[Length..]);
        Length += text.Length;
    }
}
