using System.Buffers.Binary;
using System.Text;
using Monolith.Platform.Security;

namespace Monolith.Ingest.PubSub;

/// <summary>Makes the names by which messages that come again are known. A name is valid until the next. Not thread-safe.</summary>
/// <remarks>The tenant and the topic are part of it, so nobody can hide another tenant's messages behind names of his own.</remarks>
internal sealed class DeliveryNames(PubSubTopic topic)
{
    private byte[] _name = new byte[512];
    private int _length;

    /// <summary>The name of a CloudEvent: its source and id are unique together, as its specification has it.</summary>
    public ReadOnlySpan<byte> OfEvent(TenantId tenant, ReadOnlySpan<byte> source, ReadOnlySpan<byte> id)
    {
        Begin(tenant);
        Add(source);
        Add(id);
        return _name.AsSpan(0, _length);
    }

    /// <summary>The name of a message that is told from others by its bytes alone.</summary>
    public ReadOnlySpan<byte> OfBytes(TenantId tenant, ReadOnlySpan<byte> bytes)
    {
        Begin(tenant);
        Add(bytes);
        return _name.AsSpan(0, _length);
    }

    private void Begin(TenantId tenant)
    {
        _length = 0;
        Span<byte> name = stackalloc byte[Encoding.UTF8.GetMaxByteCount(64)];
        Add(name[..Encoding.UTF8.GetBytes(tenant.Value, name)]);
        Add(topic.Utf8Name.Span);
    }

    // Each part after its length: otherwise the end of one could pass for the beginning of the next.
    private void Add(ReadOnlySpan<byte> part)
    {
        if (_name.Length - _length < part.Length + sizeof(int))
        {
            Array.Resize(ref _name, Math.Max(_name.Length * 2, _length + part.Length + sizeof(int)));
        }

        BinaryPrimitives.WriteInt32LittleEndian(_name.AsSpan(_length), part.Length);
        part.CopyTo(_name.AsSpan(_length + sizeof(int)));
        _length += sizeof(int) + part.Length;
    }
}
