using Monolith.Platform.Buffers;
using Monolith.Platform.Problems;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Otlp;

/// <summary>
/// Walks through what export requests of logs and of traces have around their items: resources, and scopes in them. The
/// numbers are those of opentelemetry/proto/resource/v1/resource.proto and common/v1/common.proto.
/// </summary>
/// <param name="messageName">What the request is called, for messages.</param>
/// <param name="request">The request.</param>
/// <param name="values">Reads attributes of the same request.</param>
/// <param name="scratch">Memory for values that are no slices of the request.</param>
/// <param name="record">What the items are read into; its resource is kept up to date.</param>
internal sealed class OtlpEnvelope(
    string messageName,
    ReadOnlyMemory<byte> request,
    AnyValueReader values,
    ScratchBuffer scratch,
    ISignalRecord record
)
{
    /// <summary>The attribute that counts those that the sender left out.</summary>
    public static readonly ReadOnlyMemory<byte> DroppedAttributes = "otel.dropped_attributes_count"u8.ToArray();

    private static readonly ReadOnlyMemory<byte> ScopePrefix = "otel.scope"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ScopeVersion = "otel.scope.version"u8.ToArray();

    private readonly AttributeList _scope = new();

    /// <summary>The service that the resource names.</summary>
    public ReadOnlyMemory<byte> Service { get; private set; }

    /// <summary>The scope's name.</summary>
    public ReadOnlyMemory<byte> ScopeName { get; private set; }

    /// <summary>The scope's version and attributes.</summary>
    public ReadOnlySpan<LogAttribute> Scope => _scope.Items;

    /// <summary>Hands on each item of the request, while this tells of its resource and scope.</summary>
    /// <exception cref="InvalidRequestException">It is no such message.</exception>
    public void Decode(Action<Slice> item)
    {
        var emptyScratch = scratch.Position;
        var fields = new ProtobufReader(request.Span, new Slice(0, request.Length));
        while (fields.TryNext())
        {
            if (fields.Number == 1 && fields.Wire == WireType.Bytes)
            {
                scratch.Rewind(emptyScratch);
                DecodeResourceItems(fields.Bytes, item);
            }
        }

        CheckWhole(fields.IsBroken);
    }

    // The resource holds for all items of the message, wherever in it the resource stands; so does the scope.
    private void DecodeResourceItems(Slice message, Action<Slice> item)
    {
        record.ClearResource();
        Service = default;
        var fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            if (fields.Number == 1 && fields.Wire == WireType.Bytes)
            {
                DecodeResource(fields.Bytes);
            }
        }

        CheckWhole(fields.IsBroken);
        var afterResource = scratch.Position;
        fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            if (fields.Number == 2 && fields.Wire == WireType.Bytes)
            {
                scratch.Rewind(afterResource);
                DecodeScopeItems(fields.Bytes, item);
            }
        }
    }

    private void DecodeResource(Slice message)
    {
        var fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            switch (fields.Number)
            {
                case 1 when fields.Wire == WireType.Bytes:
                    Add(fields.Bytes, default, record.Resource);
                    break;
                case 2 when fields is { Wire: WireType.Varint, Value: > 0 }:
                    record.Resource.Add(DroppedAttributes, values.Format((long)fields.Value));
                    break;
            }
        }

        CheckWhole(fields.IsBroken);
        foreach (var attribute in record.Resource.Items)
        {
            if (attribute.Key.Span.SequenceEqual("service.name"u8))
            {
                Service = attribute.Value;
            }
        }
    }

    private void DecodeScopeItems(Slice message, Action<Slice> item)
    {
        _scope.Clear();
        ScopeName = default;
        var fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            if (fields.Number == 1 && fields.Wire == WireType.Bytes)
            {
                DecodeScope(fields.Bytes);
            }
        }

        CheckWhole(fields.IsBroken);
        var afterScope = scratch.Position;
        fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            if (fields.Number == 2 && fields.Wire == WireType.Bytes)
            {
                item(fields.Bytes);
                scratch.Rewind(afterScope);
            }
        }
    }

    private void DecodeScope(Slice message)
    {
        var fields = new ProtobufReader(request.Span, message);
        while (fields.TryNext())
        {
            switch (fields.Number)
            {
                case 1 when fields.Wire == WireType.Bytes:
                    ScopeName = Text(fields.Bytes);
                    break;
                case 2 when fields is { Wire: WireType.Bytes, Bytes.Length: > 0 }:
                    _scope.Add(ScopeVersion, Text(fields.Bytes));
                    break;
                case 3 when fields.Wire == WireType.Bytes:
                    Add(fields.Bytes, ScopePrefix, _scope);
                    break;
            }
        }

        CheckWhole(fields.IsBroken);
    }

    // A resource or scope that cannot be read leaves none of its items whole.
    private ReadOnlyMemory<byte> Text(Slice text) =>
        values.TryCheckUtf8(text) ? text.Of(request) : throw Broken(values.Detail);

    private void Add(Slice pair, ReadOnlyMemory<byte> prefix, AttributeList target)
    {
        if (!values.TryAdd(pair, prefix, target))
        {
            throw Broken(values.Detail);
        }
    }

    private void CheckWhole(bool isBroken)
    {
        if (isBroken)
        {
            throw Broken($"The body is no {messageName} in protobuf.");
        }
    }

    private static InvalidRequestException Broken(string detail) => new("body", detail);
}
