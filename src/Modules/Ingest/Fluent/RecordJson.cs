using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Monolith.Ingest.Fluent.MessagePack;

namespace Monolith.Ingest.Fluent;

/// <summary>
/// Writes the record of an entry as JSON, so that one reader knows what its names mean. Text that is no UTF-8 gets U+FFFD in
/// the place of each sequence that is none: agents hand on whatever a program wrote.
/// </summary>
internal ref struct RecordJson
{
    // The bytes that JSON must not have in a string as they are.
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(i => (byte)i),
        (byte)'"',
        (byte)'\\',
    ]);

    private readonly Span<byte> _target;
    private readonly int _maxDepth;

    /// <param name="target">Room for <see cref="MaxLength"/> bytes.</param>
    /// <param name="maxDepth">How many levels there may be, the record being the first.</param>
    public RecordJson(Span<byte> target, int maxDepth)
    {
        _target = target;
        _maxDepth = maxDepth;
        Put("{"u8);
    }

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the record has too many levels.</summary>
    public bool IsTooDeep { get; private set; }

    /// <summary>How long the JSON of so many bytes is at most. A control character is six characters in JSON, and so is
    /// <c>false</c> with its comma; nothing grows more.</summary>
    public static int MaxLength(int bytes) => (bytes * 6) + 64;

    /// <summary>Adds the pairs of a map.</summary>
    public bool TryWritePairs(ref MessagePackReader reader, in MessagePackValue map) =>
        TryWritePairs(ref reader, map, 1);

    /// <summary>Ends the JSON.</summary>
    public void End() => Put("}"u8);

    private bool TryWritePairs(ref MessagePackReader reader, in MessagePackValue map, int depth)
    {
        for (var i = 0U; i < map.Count; i++)
        {
            if (_target[Length - 1] != (byte)'{')
            {
                Put(","u8);
            }

            if (!TryWriteName(ref reader) || !TryWriteValue(ref reader, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryWriteName(ref MessagePackReader reader)
    {
        if (!reader.TryRead(out var name))
        {
            return false;
        }

        switch (name.Kind)
        {
            case MessagePackKind.Text or MessagePackKind.Bytes:
                WriteText(reader.ContentOf(name));
                break;
            case MessagePackKind.Integer:
                Put("\""u8);
                WriteInteger((long)name.Number);
                Put("\""u8);
                break;
            default:
                return false;
        }

        Put(":"u8);
        return true;
    }

    private bool TryWriteValue(ref MessagePackReader reader, int depth)
    {
        if (!reader.TryRead(out var value))
        {
            return false;
        }

        switch (value.Kind)
        {
            case MessagePackKind.Nil:
                Put("null"u8);
                return true;
            case MessagePackKind.Boolean:
                Put(value.Number == 0 ? "false"u8 : "true"u8);
                return true;
            case MessagePackKind.Integer:
                WriteInteger((long)value.Number);
                return true;
            case MessagePackKind.LargeInteger:
                Utf8Formatter.TryFormat(value.Number, _target[Length..], out var written);
                Length += written;
                return true;
            case MessagePackKind.Float:
                WriteFloat(value);
                return true;
            case MessagePackKind.Text:
                WriteText(reader.ContentOf(value));
                return true;
            case MessagePackKind.Bytes:
                WriteBytes(reader.ContentOf(value));
                return true;
            case MessagePackKind.Extension:
                WriteExtension(value, reader.ContentOf(value));
                return true;
            default:
                return TryWriteNested(ref reader, value, depth + 1);
        }
    }

    private bool TryWriteNested(ref MessagePackReader reader, in MessagePackValue value, int depth)
    {
        IsTooDeep = depth > _maxDepth;
        if (IsTooDeep)
        {
            return false;
        }

        if (value.Kind == MessagePackKind.Map)
        {
            Put("{"u8);
            var isWhole = TryWritePairs(ref reader, value, depth);
            Put("}"u8);
            return isWhole;
        }

        Put("["u8);
        for (var i = 0U; i < value.Count; i++)
        {
            if (i > 0)
            {
                Put(","u8);
            }

            if (!TryWriteValue(ref reader, depth))
            {
                return false;
            }
        }

        Put("]"u8);
        return true;
    }

    private void WriteInteger(long number)
    {
        Utf8Formatter.TryFormat(number, _target[Length..], out var written);
        Length += written;
    }

    private void WriteFloat(in MessagePackValue value)
    {
        var number = BitConverter.UInt64BitsToDouble(value.Number);
        var quote = double.IsFinite(number) ? ""u8 : "\""u8;
        Put(quote);

        // A single shows the digits that it has, not those that it gets as a double.
        var isSingle = value.HeaderLength == 1 + sizeof(float);
        var written = 0;
        _ = isSingle
            ? ((float)number).TryFormat(_target[Length..], out written, provider: CultureInfo.InvariantCulture)
            : number.TryFormat(_target[Length..], out written, provider: CultureInfo.InvariantCulture);
        Length += written;
        Put(quote);
    }

    // Data are mostly text that a library wrote as data; what is none becomes base64.
    private void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            WriteText(bytes);
            return;
        }

        Put("\""u8);
        Base64.EncodeToUtf8(bytes, _target[Length..], out _, out var written);
        Length += written;
        Put("\""u8);
    }

    private void WriteExtension(in MessagePackValue value, scoped ReadOnlySpan<byte> content)
    {
        if (!EventTime.TryReadExtension(value, content, out var seconds, out var nanoseconds))
        {
            WriteBytes(content);
            return;
        }

        WriteInteger(seconds);
        Put("."u8);
        Utf8Formatter.TryFormat(nanoseconds, _target[Length..], out var written, new StandardFormat('D', 9));
        Length += written;
    }

    private void WriteText(scoped ReadOnlySpan<byte> text)
    {
        Put("\""u8);
        if (Utf8.IsValid(text))
        {
            WriteEscaped(text);
        }
        else
        {
            WriteMended(text);
        }

        Put("\""u8);
    }

    private void WriteEscaped(scoped ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain < 0)
            {
                Put(text);
                return;
            }

            Put(text[..plain]);
            WriteEscape(text[plain]);
            text = text[(plain + 1)..];
        }
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

    private void WriteMended(scoped ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out _, out var read);
            if (status == OperationStatus.Done)
            {
                WriteEscaped(text[..read]);
            }
            else
            {
                Put("\uFFFD"u8);
            }

            text = text[read..];
        }
    }

    private void Put(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_target[Length..]);
        Length += bytes.Length;
    }
}
