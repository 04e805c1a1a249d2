namespace Monolith.Ingest.Seq;

/// <summary>What a name of an event stands for.</summary>
internal enum ClefField
{
    /// <summary>A property: an attribute of its own name.</summary>
    Property,
    Time,
    Message,
    Template,
    Level,
    Exception,
    EventType,
    Renderings,
    TraceId,
    SpanId,
    ParentSpanId,
    SpanStart,
    SpanKind,
    Service,
    CorrelationId,
    RequestId,
    UserId,

    /// <summary>The properties of an event in Seq's first form.</summary>
    Properties,
}

/// <summary>
/// The names of CLEF, Seq's compact form, of its first form, and of the properties that have a column of their own. Nothing
/// else is looked at: a property <c>message</c> or <c>level</c> is a property.
/// </summary>
internal static class ClefNames
{
    /// <summary>What a name of the event itself stands for, in CLEF.</summary>
    public static ClefField OfEvent(ReadOnlySpan<byte> name)
    {
        if (name.Length is < 2 or > 3 || name[0] != (byte)'@')
        {
            return OfProperty(name);
        }

        return (name[1], name.Length == 3 ? name[2] : (byte)0) switch
        {
            ((byte)'t', 0) => ClefField.Time,
            ((byte)'m', 0) => ClefField.Message,
            ((byte)'l', 0) => ClefField.Level,
            ((byte)'x', 0) => ClefField.Exception,
            ((byte)'i', 0) => ClefField.EventType,
            ((byte)'r', 0) => ClefField.Renderings,
            ((byte)'m', (byte)'t') => ClefField.Template,
            ((byte)'t', (byte)'r') => ClefField.TraceId,
            ((byte)'s', (byte)'p') => ClefField.SpanId,
            ((byte)'p', (byte)'s') => ClefField.ParentSpanId,
            ((byte)'s', (byte)'t') => ClefField.SpanStart,
            ((byte)'s', (byte)'k') => ClefField.SpanKind,
            _ => ClefField.Property,
        };
    }

    /// <summary>What a name of the event itself stands for, in the form that Seq had before CLEF.</summary>
    public static ClefField OfRawEvent(ReadOnlySpan<byte> name) =>
        name switch
        {
            _ when name.SequenceEqual("Timestamp"u8) => ClefField.Time,
            _ when name.SequenceEqual("Level"u8) => ClefField.Level,
            _ when name.SequenceEqual("MessageTemplate"u8) => ClefField.Template,
            _ when name.SequenceEqual("RenderedMessage"u8) => ClefField.Message,
            _ when name.SequenceEqual("Exception"u8) => ClefField.Exception,
            _ when name.SequenceEqual("EventType"u8) => ClefField.EventType,
            _ when name.SequenceEqual("TraceId"u8) => ClefField.TraceId,
            _ when name.SequenceEqual("SpanId"u8) => ClefField.SpanId,
            _ when name.SequenceEqual("Renderings"u8) => ClefField.Renderings,
            _ when name.SequenceEqual("Properties"u8) => ClefField.Properties,
            _ => OfProperty(name),
        };

    /// <summary>What a property stands for.</summary>
    public static ClefField OfProperty(ReadOnlySpan<byte> name) =>
        name switch
        {
            _ when name.SequenceEqual("service.name"u8) || name.SequenceEqual("service"u8) => ClefField.Service,
            _ when name.SequenceEqual("Application"u8) || name.SequenceEqual("ApplicationName"u8) => ClefField.Service,
            _ when name.SequenceEqual("CorrelationId"u8) => ClefField.CorrelationId,
            _ when name.SequenceEqual("RequestId"u8) => ClefField.RequestId,
            _ when name.SequenceEqual("UserId"u8) => ClefField.UserId,
            _ => ClefField.Property,
        };
}
