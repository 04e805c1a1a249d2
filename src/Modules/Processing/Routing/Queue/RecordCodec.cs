using System.Buffers.Binary;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Routing.Queue;

/// <summary>
/// How a record lies in a queue: its length, its numbers, its texts in a fixed order, its attributes. Written as it would be stored,
/// and read back as the same record, so that each protocol is written only when the record is sent: what a destination's
/// settings say counts for what already waits, too.
/// </summary>
internal static class RecordCodec
{
    private const byte Version = 1;
    private const int LengthBytes = 4;
    private const int NumberBytes = 1 + 1 + (8 * 4) + 4 + (2 * 3);

    /// <summary>How many bytes the record takes.</summary>
    public static int Measure(LogRecord record)
    {
        var bytes = LengthBytes + NumberBytes;
        bytes += Measure(record.SeverityText) + Measure(record.ServiceName) + Measure(record.Source);
        bytes += Measure(record.EventName) + Measure(record.CorrelationId) + Measure(record.RequestId);
        bytes += Measure(record.UserId) + Measure(record.TraceId) + Measure(record.SpanId);
        bytes += Measure(record.HttpMethod) + Measure(record.HttpRoute) + Measure(record.HttpUrl);
        bytes += Measure(record.ClientAddress) + Measure(record.UserAgent);
        bytes += Measure(record.Body) + Measure(record.Stream);
        return bytes + Measure(record.Attributes) + Measure(record.Resource);
    }

    /// <summary>Writes a record into as many bytes as it was measured to take.</summary>
    public static void Write(LogRecord record, Span<byte> to)
    {
        var writer = new Writer(to);
        writer.Int(to.Length - LengthBytes);
        writer.Byte(Version);
        writer.Byte((byte)record.Severity);
        writer.Long(record.TimeUnixNano);
        writer.Long(record.ObservedTimeUnixNano);
        writer.Long(BitConverter.DoubleToInt64Bits(record.DurationMs));
        writer.Long((long)record.PatternHash);
        writer.Int((int)record.Weight);
        writer.Short(record.HttpStatus);
        writer.Short(record.SchemaVersion);
        writer.Short(record.RetentionDays);
        writer.Text(record.SeverityText);
        writer.Text(record.ServiceName);
        writer.Text(record.Source);
        writer.Text(record.EventName);
        writer.Text(record.CorrelationId);
        writer.Text(record.RequestId);
        writer.Text(record.UserId);
        writer.Text(record.TraceId);
        writer.Text(record.SpanId);
        writer.Text(record.HttpMethod);
        writer.Text(record.HttpRoute);
        writer.Text(record.HttpUrl);
        writer.Text(record.ClientAddress);
        writer.Text(record.UserAgent);
        writer.Text(record.Body);
        writer.Text(record.Stream);
        writer.Attributes(record.Attributes);
        writer.Attributes(record.Resource);
    }

    /// <summary>Reads the record at the beginning of some bytes; its fields are slices of them.</summary>
    /// <returns>How many bytes it took; 0 when there is no whole record of this version.</returns>
    public static int Read(ReadOnlyMemory<byte> from, LogRecord into)
    {
        into.Clear();
        into.ClearResource();
        if (from.Length < LengthBytes)
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(from.Span);
        if (length < NumberBytes || length > from.Length - LengthBytes)
        {
            return 0;
        }

        var reader = new Reader(from.Slice(LengthBytes, length));
        if (reader.Byte() != Version)
        {
            return 0;
        }

        into.Severity = (SeverityNumber)reader.Byte();
        into.TimeUnixNano = reader.Long();
        into.ObservedTimeUnixNano = reader.Long();
        into.DurationMs = BitConverter.Int64BitsToDouble(reader.Long());
        into.PatternHash = (ulong)reader.Long();
        into.Weight = (uint)reader.Int();
        into.HttpStatus = reader.Short();
        into.SchemaVersion = reader.Short();
        into.RetentionDays = reader.Short();
        into.SeverityText = reader.Text();
        into.ServiceName = reader.Text();
        into.Source = reader.Text();
        into.EventName = reader.Text();
        into.CorrelationId = reader.Text();
        into.RequestId = reader.Text();
        into.UserId = reader.Text();
        into.TraceId = reader.Text();
        into.SpanId = reader.Text();
        into.HttpMethod = reader.Text();
        into.HttpRoute = reader.Text();
        into.HttpUrl = reader.Text();
        into.ClientAddress = reader.Text();
        into.UserAgent = reader.Text();
        into.Body = reader.Text();
        into.Stream = reader.Text();
        reader.Attributes(into.Attributes);
        reader.Attributes(into.Resource);
        return reader.IsBroken ? 0 : LengthBytes + length;
    }

    private static int Measure(ReadOnlyMemory<byte> text) => VarintBytes((uint)text.Length) + text.Length;

    private static int Measure(AttributeList attributes)
    {
        var bytes = VarintBytes((uint)attributes.Count);
        foreach (ref readonly var attribute in attributes.Items)
        {
            bytes += Measure(attribute.Key) + Measure(attribute.Value);
        }

        return bytes;
    }

    private static int VarintBytes(uint value)
    {
        var bytes = 1;
        for (; value >= 0x80; value >>= 7)
        {
            bytes++;
        }

        return bytes;
    }

    private ref struct Writer(Span<byte> to)
    {
        private readonly Span<byte> _to = to;
        private int _at;

        public void Byte(byte value) => _to[_at++] = value;

        public void Short(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_to[_at..], value);
            _at += sizeof(ushort);
        }

        public void Int(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_to[_at..], value);
            _at += sizeof(int);
        }

        public void Long(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_to[_at..], value);
            _at += sizeof(long);
        }

        public void Text(ReadOnlyMemory<byte> value)
        {
            Varint((uint)value.Length);
            value.Span.CopyTo(_to[_at..]);
            _at += value.Length;
        }

        public void Attributes(AttributeList attributes)
        {
            Varint((uint)attributes.Count);
            foreach (ref readonly var attribute in attributes.Items)
            {
                Text(attribute.Key);
                Text(attribute.Value);
            }
        }

        private void Varint(uint value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                Byte((byte)(value | 0x80));
            }

            Byte((byte)value);
        }
    }

    // What was written has a checksum, so nothing of this is expected to break; it reads carefully all the same, because a file may be
    // another version's.
    private ref struct Reader(ReadOnlyMemory<byte> from)
    {
        private readonly ReadOnlyMemory<byte> _from = from;
        private int _at;

        public bool IsBroken { get; private set; }

        public byte Byte()
        {
            if (_at < _from.Length)
            {
                return _from.Span[_at++];
            }

            IsBroken = true;
            return 0;
        }

        public ushort Short() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

        public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

        public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

        public ReadOnlyMemory<byte> Text()
        {
            var length = Varint();
            if (length > (uint)(_from.Length - _at))
            {
                IsBroken = true;
                return default;
            }

            var text = _from.Slice(_at, (int)length);
            _at += text.Length;
            return text;
        }

        public void Attributes(AttributeList into)
        {
            for (var left = Varint(); left > 0 && !IsBroken; left--)
            {
                into.Add(Text(), Text());
            }
        }

        private uint Varint()
        {
            var value = 0u;
            for (var shift = 0; shift < 35; shift += 7)
            {
                var part = Byte();
                value |= (uint)(part & 0x7f) << shift;
                if (part < 0x80)
                {
                    return value;
                }
            }

            IsBroken = true;
            return 0;
        }

        // The numbers are as long as every record at least.
        private ReadOnlySpan<byte> Take(int bytes)
        {
            _at += bytes;
            return _from.Span.Slice(_at - bytes, bytes);
        }
    }
}
