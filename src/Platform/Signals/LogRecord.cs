using System.Buffers.Text;

namespace Monolith.Platform.Signals;

/// <summary>
/// One log record on its way through the host: decoded from a request, processed in place, appended to a block.
/// Its fields are slices of the request's body or of the batch's scratch memory, so they are valid only until the next
/// record. One instance serves a whole batch; not thread-safe.
/// </summary>
/// <remarks>The fields are those of OpenTelemetry's logs data model and of the product's contract of mandatory fields.
/// An empty slice means that the client did not say.</remarks>
public sealed class LogRecord : ISignalRecord
{
    /// <summary>When it happened: nanoseconds since 1970 UTC, or 0 when the client did not say.</summary>
    public long TimeUnixNano { get; set; }

    /// <summary>When it was first seen by a collector or by this host: nanoseconds since 1970 UTC, or 0.</summary>
    public long ObservedTimeUnixNano { get; set; }

    /// <summary>How bad it is.</summary>
    public SeverityNumber Severity { get; set; }

    /// <summary>The client's own word for the severity.</summary>
    public ReadOnlyMemory<byte> SeverityText { get; set; }

    /// <summary>The service that wrote it (<c>service.name</c>).</summary>
    public ReadOnlyMemory<byte> ServiceName { get; set; }

    /// <summary>The protocol that it came by: <c>ndjson</c>, <c>otlp</c>, <c>dapr</c>.</summary>
    public ReadOnlyMemory<byte> Source { get; set; }

    /// <summary>The name of the event, where the record is one.</summary>
    public ReadOnlyMemory<byte> EventName { get; set; }

    /// <summary>Ties together the records of one user action across services.</summary>
    public ReadOnlyMemory<byte> CorrelationId { get; set; }

    /// <summary>The request that was being served.</summary>
    public ReadOnlyMemory<byte> RequestId { get; set; }

    /// <summary>The person on whose behalf it happened.</summary>
    public ReadOnlyMemory<byte> UserId { get; set; }

    /// <summary>The W3C trace id: 16 raw bytes, or hexadecimal text while <see cref="IdsAreText"/> is true.</summary>
    public ReadOnlyMemory<byte> TraceId { get; set; }

    /// <summary>The W3C span id: 8 raw bytes, or hexadecimal text while <see cref="IdsAreText"/> is true.</summary>
    public ReadOnlyMemory<byte> SpanId { get; set; }

    /// <summary>True while the trace and span ids are as a text protocol brought them; normalising makes them bytes.</summary>
    public bool IdsAreText { get; set; }

    /// <summary>How long it took, in milliseconds; NaN when the client did not say.</summary>
    public double DurationMs { get; set; } = double.NaN;

    /// <summary>The HTTP request method (<c>http.request.method</c>).</summary>
    public ReadOnlyMemory<byte> HttpMethod { get; set; }

    /// <summary>The matched route (<c>http.route</c>).</summary>
    public ReadOnlyMemory<byte> HttpRoute { get; set; }

    /// <summary>The full URL or path (<c>url.full</c>).</summary>
    public ReadOnlyMemory<byte> HttpUrl { get; set; }

    /// <summary>The HTTP response status, or 0.</summary>
    public ushort HttpStatus { get; set; }

    /// <summary>The address of the client that the service was serving (<c>client.address</c>).</summary>
    public ReadOnlyMemory<byte> ClientAddress { get; set; }

    /// <summary>The user agent that the service was serving (<c>user_agent.original</c>).</summary>
    public ReadOnlyMemory<byte> UserAgent { get; set; }

    /// <summary>What it says.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>How many records it stands for, itself included: one, or more once its like were left out by sampling. Whatever counts
    /// records adds up weights.</summary>
    public uint Weight { get; set; } = 1;

    /// <summary>The version of the product's own form that the client wrote it in.</summary>
    public ushort SchemaVersion { get; set; } = 1;

    /// <summary>Which messages it is like: the same for all that differ in their numbers and ids only; 0 when nobody worked it out.</summary>
    public ulong PatternHash { get; set; }

    /// <summary>The stream that a pipeline put it into; empty for the common one.</summary>
    public ReadOnlyMemory<byte> Stream { get; set; }

    /// <summary>How many days it is kept; 0 for as long as its tenant's are.</summary>
    public ushort RetentionDays { get; set; }

    /// <summary>Everything else that it says about itself.</summary>
    public AttributeList Attributes { get; } = new();

    /// <summary>What is true of the process that wrote it. Decoders leave it alone between records of one resource.</summary>
    public AttributeList Resource { get; } = new();

    /// <summary>
    /// Changes whenever <see cref="Resource"/> does, so that the block need not compare a resource with the one before.
    /// </summary>
    public int ResourceVersion { get; private set; }

    /// <inheritdoc/>
    public int ProtectedResource { get; set; } = -1;

    /// <inheritdoc/>
    public int Capacity => Math.Max(Attributes.Capacity, Resource.Capacity);

    /// <inheritdoc/>
    public void Clear()
    {
        TimeUnixNano = 0;
        ObservedTimeUnixNano = 0;
        Severity = SeverityNumber.Unspecified;
        SeverityText = default;
        ServiceName = default;
        Source = default;
        EventName = default;
        CorrelationId = default;
        RequestId = default;
        UserId = default;
        TraceId = default;
        SpanId = default;
        IdsAreText = false;
        DurationMs = double.NaN;
        HttpMethod = default;
        HttpRoute = default;
        HttpUrl = default;
        HttpStatus = 0;
        ClientAddress = default;
        UserAgent = default;
        Body = default;
        Weight = 1;
        SchemaVersion = 1;
        PatternHash = 0;
        Stream = default;
        RetentionDays = 0;
        Attributes.Clear();
    }

    /// <summary>Fills <see cref="HttpStatus"/>, unless it is filled already or the text is no status from 100 to 599.</summary>
    public bool TryFillHttpStatus(ReadOnlySpan<byte> text)
    {
        if (
            HttpStatus != 0
            || !Utf8Parser.TryParse(text, out ushort status, out var read)
            || read != text.Length
            || status is < 100 or > 599
        )
        {
            return false;
        }

        HttpStatus = status;
        return true;
    }

    /// <summary>Says more about the process that wrote it, here and in all records of the resource that come after it.</summary>
    public void AddToResource(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        Resource.Add(key, value);
        ResourceVersion++;
    }

    /// <inheritdoc/>
    public void ClearResource()
    {
        Resource.Clear();
        ResourceVersion++;
    }
}
