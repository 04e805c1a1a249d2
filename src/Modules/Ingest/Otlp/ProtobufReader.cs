using System.Buffers.Binary;

namespace Monolith.Ingest.Otlp;

/// <summary>
/// Walks the fields of one protobuf message. It never throws: on bytes that are no message it stops, and
/// <see cref="IsBroken"/> is true.
/// </summary>
/// <remarks>Offsets count from the beginning of the request, so that values can be kept as slices of it.</remarks>
internal ref struct ProtobufReader
{
    private const int LongestVarint = 10;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    /// <param name="request">The bytes of the whole request.</param>
    /// <param name="message">Where in it the message lies.</param>
    public ProtobufReader(ReadOnlySpan<byte> request, Slice message)
    {
        _bytes = request[..(message.Start + message.Length)];
        _at = message.Start;
    }

    /// <summary>Whether the bytes are no message.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The number of the field.</summary>
    public int Number { get; private set; }

    /// <summary>How the field's value is written.</summary>
    public WireType Wire { get; private set; }

    /// <summary>The value of a field that is a number.</summary>
    public ulong Value { get; private set; }

    /// <summary>The value of a field that is a string, bytes or a message.</summary>
    public Slice Bytes { get; private set; }

    /// <summary>Steps to the next field and reads it. False at the end of the message, and where it is broken.</summary>
    public bool TryNext()
    {
        if (_at == _bytes.Length || !TryReadVarint(out var tag))
        {
            return false;
        }

        Number = (int)(tag >> 3);
        Wire = (WireType)(tag & 7);
        if (Number == 0)
        {
            return Break();
        }

        switch (Wire)
        {
            case WireType.Varint:
                var isRead = TryReadVarint(out var number);
                Value = number;
                return isRead;
            case WireType.Fixed64 when _bytes.Length - _at >= sizeof(ulong):
                Value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_at..]);
                _at += sizeof(ulong);
                return true;
            case WireType.Fixed32 when _bytes.Length - _at >= sizeof(uint):
                Value = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_at..]);
                _at += sizeof(uint);
                return true;
            case WireType.Bytes:
                return TryReadBytes();
            default:
                // Groups are of a time before OTLP.
                return Break();
        }
    }

    private bool TryReadBytes()
    {
        if (!TryReadVarint(out var length))
        {
            return false;
        }

        if (length > (ulong)(_bytes.Length - _at))
        {
            return Break();
        }

        Bytes = new Slice(_at, (int)length);
        _at += (int)length;
        return true;
    }

    private bool TryReadVarint(out ulong value)
    {
        if (_at < _bytes.Length && _bytes[_at] < 0x80)
        {
            value = _bytes[_at++];
            return true;
        }

        value = 0;
        for (var i = 0; i < LongestVarint && _at < _bytes.Length; i++)
        {
            var next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return true;
            }
        }

        return Break();
    }

    private bool Break()
    {
        IsBroken = true;
        return false;
    }
}

/// <summary>How a field's value is written.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}

/// <summary>A part of the request's bytes.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> request) => request.Slice(Start, Length);

    /// <summary>The bytes, to be kept.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> request) => request.Slice(Start, Length);
}
