using System.Runtime.InteropServices;

namespace Monolith.Platform.Signals;

/// <summary>
/// One span of a trace on its way through the host: decoded from a request, processed in place, appended to a block.
/// Its fields are slices of the request's body or of the batch's scratch memory, so they are valid only until the next
/// span. One instance serves a whole batch; not thread-safe.
/// </summary>
/// <remarks>The fields are those of OpenTelemetry's span data model, and of the attributes that have a column of their own.
/// An empty slice means that the client did not say.</remarks>
public sealed class SpanRecord : ISignalRecord
{
    /// <summary>The trace that it belongs to: 16 bytes.</summary>
    public ReadOnlyMemory<byte> TraceId { get; set; }

    /// <summary>Its own id: 8 bytes.</summary>
    public ReadOnlyMemory<byte> SpanId { get; set; }

    /// <summary>The span that it is a part of: 8 bytes, or nothing for the root of a trace.</summary>
    public ReadOnlyMemory<byte> ParentSpanId { get; set; }

    /// <summary>What tracing systems tell one another on the way (<c>tracestate</c>).</summary>
    public ReadOnlyMemory<byte> TraceState { get; set; }

    /// <summary>What was done, for example <c>GET /orders/{id}</c>.</summary>
    public ReadOnlyMemory<byte> Name { get; set; }

    /// <summary>What it stands for.</summary>
    public SpanKind Kind { get; set; }

    /// <summary>When it began: nanoseconds since 1970 UTC, or 0 when the client did not say.</summary>
    public long StartUnixNano { get; set; }

    /// <summary>When it ended: nanoseconds since 1970 UTC, or 0 when the client did not say.</summary>
    public long EndUnixNano { get; set; }

    /// <summary>How it ended.</summary>
    public SpanStatus Status { get; set; }

    /// <summary>What is said about how it ended.</summary>
    public ReadOnlyMemory<byte> StatusMessage { get; set; }

    /// <summary>The service that did it (<c>service.name</c>).</summary>
    public ReadOnlyMemory<byte> ServiceName { get; set; }

    /// <summary>The library that made the span (<c>otel.scope.name</c>).</summary>
    public ReadOnlyMemory<byte> ScopeName { get; set; }

    /// <summary>Ties together what one user action caused across services.</summary>
    public ReadOnlyMemory<byte> CorrelationId { get; set; }

    /// <summary>The request that was being served.</summary>
    public ReadOnlyMemory<byte> RequestId { get; set; }

    /// <summary>The person on whose behalf it happened.</summary>
    public ReadOnlyMemory<byte> UserId { get; set; }

    /// <summary>The HTTP request method (<c>http.request.method</c>).</summary>
    public ReadOnlyMemory<byte> HttpMethod { get; set; }

    /// <summary>The matched route (<c>http.route</c>).</summary>
    public ReadOnlyMemory<byte> HttpRoute { get; set; }

    /// <summary>The HTTP response status, or 0.</summary>
    public ushort HttpStatus { get; set; }

    /// <summary>The service at the other end (<c>peer.service</c>).</summary>
    public ReadOnlyMemory<byte> PeerService { get; set; }

    /// <summary>The kind of database at the other end (<c>db.system.name</c>).</summary>
    public ReadOnlyMemory<byte> DbSystem { get; set; }

    /// <summary>Everything else that it says about itself.</summary>
    public AttributeList Attributes { get; } = new();

    /// <summary>What happened while it lasted.</summary>
    public AttributedList<SpanEvent> Events { get; } = new();

    /// <summary>The spans of other traces that it has to do with.</summary>
    public AttributedList<SpanLink> Links { get; } = new();

    /// <summary>What is true of the process that did it. Decoders leave it alone between spans of one resource.</summary>
    public AttributeList Resource { get; } = new();

    /// <inheritdoc cref="LogRecord.ResourceVersion"/>
    public int ResourceVersion { get; private set; }

    /// <inheritdoc/>
    public int ProtectedResource { get; set; } = -1;

    /// <inheritdoc/>
    public int Capacity =>
        Math.Max(
            Math.Max(Attributes.Capacity, Resource.Capacity),
            Math.Max(
                Math.Max(Events.Capacity, Events.Attributes.Capacity),
                Math.Max(Links.Capacity, Links.Attributes.Capacity)
            )
        );

    /// <inheritdoc/>
    public void Clear()
    {
        TraceId = default;
        SpanId = default;
        ParentSpanId = default;
        TraceState = default;
        Name = default;
        Kind = SpanKind.Unspecified;
        StartUnixNano = 0;
        EndUnixNano = 0;
        Status = SpanStatus.Unset;
        StatusMessage = default;
        ServiceName = default;
        ScopeName = default;
        CorrelationId = default;
        RequestId = default;
        UserId = default;
        HttpMethod = default;
        HttpRoute = default;
        HttpStatus = 0;
        PeerService = default;
        DbSystem = default;
        Attributes.Clear();
        Events.Clear();
        Links.Clear();
    }

    /// <inheritdoc/>
    public void ClearResource()
    {
        Resource.Clear();
        ResourceVersion++;
    }
}

/// <summary>Something that happened while a span lasted.</summary>
/// <param name="TimeUnixNano">When: nanoseconds since 1970 UTC, or 0 when the client did not say.</param>
/// <param name="Name">What, UTF-8.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SpanEvent(long TimeUnixNano, ReadOnlyMemory<byte> Name);

/// <summary>A span of another trace.</summary>
/// <param name="TraceId">Its trace: 16 bytes, or nothing.</param>
/// <param name="SpanId">Its id: 8 bytes, or nothing.</param>
public readonly record struct SpanLink(ReadOnlyMemory<byte> TraceId, ReadOnlyMemory<byte> SpanId);
