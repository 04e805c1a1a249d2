using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Language;

/// <summary>
/// A field of a normalised record by the name that the search language has for it: <c>body</c>, <c>severity</c>,
/// <c>http.route</c>, any attribute. It is read as text and written from text, on the bytes, without allocating. Thread-safe.
/// </summary>
public abstract class RecordField
{
    /// <summary>The most bytes that a value takes which is not text in the record itself.</summary>
    public const int MaxMadeBytes = 64;

    private static readonly ReadOnlyMemory<byte> UnknownService = "unknown_service"u8.ToArray();

    private RecordField(string name) => Name = name;

    /// <summary>The field's own name.</summary>
    public string Name { get; }

    /// <summary>True when no stage may say what it is: the protocol that a record came by, when it came, and what it stands for.</summary>
    public virtual bool IsReadOnly => false;

    /// <summary>True when the field is an attribute, which can have any value.</summary>
    public virtual bool IsAttribute => false;

    /// <summary>The field of a name, whichever of its names that is. A name in quotation marks is no other name for a field, but an
    /// attribute of this very name: <c>"level"</c>.</summary>
    public static RecordField Of(string written) =>
        written is ['"', .. var name, '"'] ? new NamedAttribute(name) : Of(new LogField(LogFields.Canonical(written)));

    /// <summary>The field of a question.</summary>
    internal static RecordField Of(LogField field) =>
        field.Name switch
        {
            LogFields.Body => new TextField(field.Name, r => r.Body, (r, v) => r.Body = v),
            LogFields.Severity => new SeverityField(),
            LogFields.Timestamp => new TimestampField(),
            "observed_timestamp" => new MadeField(
                field.Name,
                (r, room) => UnixNano.Format(r.ObservedTimeUnixNano, room)
            ),
            "service" => new TextField(
                field.Name,
                r => r.ServiceName,
                (r, v) => r.ServiceName = v.IsEmpty ? UnknownService : v
            ),
            "source" => new MadeField(field.Name, (r, room) => r.Source.Span.TryCopyTo(room) ? r.Source.Length : 0),
            "event_name" => new TextField(field.Name, r => r.EventName, (r, v) => r.EventName = v),
            "correlation_id" => new TextField(field.Name, r => r.CorrelationId, (r, v) => r.CorrelationId = v),
            "request_id" => new TextField(field.Name, r => r.RequestId, (r, v) => r.RequestId = v),
            "user_id" => new TextField(field.Name, r => r.UserId, (r, v) => r.UserId = v),
            "trace_id" => new HexField(field.Name, 16, r => r.TraceId, (r, v) => r.TraceId = v),
            "span_id" => new HexField(field.Name, 8, r => r.SpanId, (r, v) => r.SpanId = v),
            "duration_ms" => new DurationField(),
            "http.request.method" => new TextField(field.Name, r => r.HttpMethod, (r, v) => r.HttpMethod = v),
            "http.route" => new TextField(field.Name, r => r.HttpRoute, (r, v) => r.HttpRoute = v),
            "url.full" => new TextField(field.Name, r => r.HttpUrl, (r, v) => r.HttpUrl = v),
            "http.response.status_code" => new StatusField(),
            "client.address" => new TextField(field.Name, r => r.ClientAddress, (r, v) => r.ClientAddress = v),
            "user_agent.original" => new TextField(field.Name, r => r.UserAgent, (r, v) => r.UserAgent = v),

            // A record that stands for itself alone shows no weight.
            "weight" => new MadeField(
                field.Name,
                (r, room) => r.Weight > 1 && Utf8Formatter.TryFormat(r.Weight, room, out var written) ? written : 0
            ),

            // The path stands in for the URL where that is all that was sent.
            "url.path" or "http.target" => new NamedAttribute(field.Name, record => record.HttpUrl),
            _ => new NamedAttribute(field.Name),
        };

    /// <summary>How long it took, as it will be stored; 0 when that is not known.</summary>
    internal static float DurationOf(LogRecord record)
    {
        var duration = (float)record.DurationMs;
        return float.IsFinite(duration) ? duration : 0;
    }

    /// <summary>The value as text. Empty means that the record does not have it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="room">Room for <see cref="MaxMadeBytes"/>.</param>
    public ReadOnlySpan<byte> Read(LogRecord record, Span<byte> room)
    {
        var text = Text(record);
        return text.IsEmpty ? room[..Make(record, room)] : text.Span;
    }

    /// <summary>The value as text that stays valid as long as the record. Empty means that the record does not have it.</summary>
    public ReadOnlyMemory<byte> Read(LogRecord record, ScratchBuffer scratch)
    {
        var text = Text(record);
        if (!text.IsEmpty)
        {
            return text;
        }

        var room = scratch.Take(MaxMadeBytes);
        var length = Make(record, room.Span);
        scratch.Return(MaxMadeBytes - length);
        return room[..length];
    }

    /// <summary>Gives the record a value; nothing at all takes the one away that it has.</summary>
    /// <param name="record">The record.</param>
    /// <param name="value">Text that stays valid as long as the record.</param>
    /// <param name="scratch">Memory for values that are not kept as text.</param>
    /// <returns>False when the field cannot have this value: nothing was changed.</returns>
    public abstract bool TryWrite(LogRecord record, ReadOnlyMemory<byte> value, ScratchBuffer scratch);

    /// <summary>Takes the value away. What every record must have becomes its default, and what a record says about the process that
    /// wrote it stays, for it is of all its records.</summary>
    public abstract void Remove(LogRecord record);

    /// <summary>The value, where it is text in the record itself.</summary>
    private protected virtual ReadOnlyMemory<byte> Text(LogRecord record) => default;

    /// <summary>Writes the value out, where it is none.</summary>
    private protected virtual int Make(LogRecord record, Span<byte> room) => 0;

    private sealed class TextField(
        string name,
        Func<LogRecord, ReadOnlyMemory<byte>> get,
        Action<LogRecord, ReadOnlyMemory<byte>> set
    ) : RecordField(name)
    {
        public override bool TryWrite(LogRecord record, ReadOnlyMemory<byte> value, ScratchBuffer scratch)
        {
            set(record, value);
            return true;
        }

        public override void Remove(LogRecord record) => set(record, default);

        private protected override ReadOnlyMemory<byte> Text(LogRecord record) => get(record);
    }

    /// <summary>What the pipeline itself says of a record.</summary>
    private sealed class MadeField(string name, Func<LogRecord, Span<byte>, int> make) : RecordField(name)
    {
        public override bool IsReadOnly => true;

        public override bool TryWrite(LogRecord record, ReadOnlyMemory<byte> value, ScratchBuffer scratch) => false;

        public override void Remove(LogRecord record) { }

        private protected override int Make(LogRecord record, Span<byte> room) => make(record, room);
    }

    private sealed class HexField(
        string name,
        int length,
        Func<LogRecord, ReadOnlyMemory<byte>> get,
        Action<LogRecord, ReadOnlyMemory<byte>> set
    ) : RecordField(name)
    {
        public override bool TryWrite(LogRecord record, ReadOnlyMemory<byte> value, ScratchBuffer scratch)
        {
            if (value.IsEmpty)
            {
                set(record, default);
                return true;
            }

            if (value.Length != length * 2)
            {
                return false;
            }

            var id = scratch.Take(length);
            if (
                Convert.FromHexString(value.Span, id.Span, out _, out _) != OperationStatus.Done
                || !id.Span.ContainsAnyExcept((byte)0)
            )
            {
                scratch.Return(length);
                return false;
            }

            set(record, id);
            return true;
        }

        public override void Remove(LogRecord record) => set(record, default);

        private protected override int Make(LogRecord record, Span<byte> room)
        {
            var id = get(record).Span;
            return
                id.ContainsAnyExcept((byte)0)
                && id.Length * 2 <= room.Length
                && Convert.TryToHexStringLower(id, room, out var written)
                ? written
                : 0;
        }
    }

    private sealed class SeverityField() : RecordField(LogFields.Severity)
    {
        private static readonly byte[][] Names = [.. SeverityRange.Names.Select(Encoding.UTF8.GetBytes)];

        // A word stays as its writer has it; a number gets the name that OpenTelemetry has for it.
        public override bool TryWrite(LogRecord record, ReadOnlyMemory<byte> value, ScratchBuffer scratch)
        {
            if (value.IsEmpty)
            {
                Remove(record);
                return true;
            }

            if (Utf8Parser.TryParse(value.Span, out byte number, out var read) && read == value.Length)
            {
                if (number is < 1 or > 24)
                {
                    return false;
                }

                record.Severity = (SeverityNumber)number;
                record.SeverityText = SeverityNames.ShortName(record.Severity);
                return true;
            }

            var severity = SeverityNames.Parse(value.Span);
            if (severity == SeverityNumber.Unspecified)
            {
                return false;
            }

            (record.Severity, record.SeverityText) = (severity, value);
            return true;
        }

        public override void Remove(LogRecord record) =>
            (record.Severity, record.SeverityText) = (SeverityNumber.Unspecified, default);

        private protected override ReadOnlyMemory<byte> Text(LogRecord record)
        {
            var name = ((int)record.Severity + 3) / 4;
            return name > 0 && name <= Names.Length ? Names[name - 1] : default;
        }
    }

    private sealed class TimestampField() : RecordField(LogFields.Timestamp)
    {
        public override bool TryWrite(LogRecord record, ReadOnlyMemory<byte> value, ScratchBuffer scratch)
        {
            if (value.IsEmpty)
            {
                Remove(record);
                return true;
            }

            if (!UnixNano.TryParse(value.Span, out var unixNano))
            {
                return false;
            }

            record.TimeUnixNano = unixNano;
            return true;
        }

        // Every record happened at some time: when it was first seen, if nobody knows better.
        public override void Remove(LogRecord record) => record.TimeUnixNano = record.ObservedTimeUnixNano;

        private protected override int Make(LogRecord record, Span<byte> room) =>
            UnixNano.Format(record.TimeUnixNano, room);
    }

    private sealed class StatusField() : RecordField("http.response.status_code")
    {
        public override bool TryWrite(LogRecord record, ReadOnlyMemory<byte> value, ScratchBuffer scratch)
        {
            if (value.IsEmpty)
            {
                record.HttpStatus = 0;
                return true;
            }

            if (
                !Utf8Parser.TryParse(value.Span, out ushort status, out var read)
                || read != value.Length
                || status is < 100 or > 599
            )
            {
                return false;
            }

            record.HttpStatus = status;
            return true;
        }

        public override void Remove(LogRecord record) => record.HttpStatus = 0;

        private protected override int Make(LogRecord record, Span<byte> room) =>
            record.HttpStatus != 0 && Utf8Formatter.TryFormat(record.HttpStatus, room, out var written) ? written : 0;
    }

    private sealed class DurationField() : RecordField("duration_ms")
    {
        public override bool TryWrite(LogRecord record, ReadOnlyMemory<byte> value, ScratchBuffer scratch)
        {
            if (value.IsEmpty)
            {
                Remove(record);
                return true;
            }

            if (!LogNumber.TryParse(value.Span, out var duration))
            {
                return false;
            }

            record.DurationMs = duration;
            return true;
        }

        public override void Remove(LogRecord record) => record.DurationMs = double.NaN;

        private protected override int Make(LogRecord record, Span<byte> room) =>
            DurationOf(record) is not 0 and var duration
            && duration.TryFormat(room, out var written, default, CultureInfo.InvariantCulture)
                ? written
                : 0;
    }

    private sealed class NamedAttribute(string name, Func<LogRecord, ReadOnlyMemory<byte>>? otherwise = null)
        : RecordField(name)
    {
        private readonly ReadOnlyMemory<byte> _name = Encoding.UTF8.GetBytes(name);

        public override bool IsAttribute => true;

        public override bool TryWrite(LogRecord record, ReadOnlyMemory<byte> value, ScratchBuffer scratch)
        {
            if (value.IsEmpty)
            {
                Remove(record);
                return true;
            }

            var place = record.Attributes.IndexOf(_name.Span);
            if (place < 0)
            {
                record.Attributes.Add(_name, value);
            }
            else
            {
                record.Attributes.SetValue(place, value);
            }

            return true;
        }

        public override void Remove(LogRecord record)
        {
            while (record.Attributes.IndexOf(_name.Span) is >= 0 and var place)
            {
                record.Attributes.RemoveAt(place);
            }
        }

        private protected override ReadOnlyMemory<byte> Text(LogRecord record)
        {
            var value = First(record.Attributes);
            value = value.IsEmpty ? First(record.Resource) : value;
            return value.IsEmpty && otherwise is not null ? otherwise(record) : value;
        }

        // A name may come twice; like the map in ClickHouse, the first one counts.
        private ReadOnlyMemory<byte> First(AttributeList attributes) =>
            attributes.IndexOf(_name.Span) is >= 0 and var place ? attributes.Items[place].Value : default;
    }
}
