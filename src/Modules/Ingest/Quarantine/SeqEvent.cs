namespace Monolith.Ingest.Quarantine;

/// <summary>A single event of Seq as a body of its own.</summary>
internal static class SeqEvent
{
    /// <summary>The body with that event and no other. An event of CLEF, which always has its time as <c>@t</c>, is one as it
    /// stands; one of the form before it needs its frame again.</summary>
    public static ReadOnlyMemory<byte> AsBody(ReadOnlyMemory<byte> record)
    {
        if (record.Span.IndexOf("\"@t\""u8) >= 0)
        {
            return record;
        }

        byte[] framed = [.. "{\"Events\":["u8, .. record.Span, .. "]}"u8];
        return framed;
    }
}
