using System.Buffers.Binary;
using System.Buffers.Text;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>Names the documents of one request that their client gave no id. As Elasticsearch's own, the ids have twenty
/// characters and begin with the time.</summary>
internal readonly struct DocumentIds(TimeProvider clock)
{
    /// <summary>How long an id is.</summary>
    public const int Length = 20;

    private const int RequestBytes = 12;

    private readonly Guid _request = Guid.CreateVersion7(clock.GetUtcNow());

    /// <summary>Writes the id of the document at a place in the request.</summary>
    public void Write(int place, Span<byte> id)
    {
        Span<byte> bytes = stackalloc byte[RequestBytes + sizeof(int)];
        _request.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[(RequestBytes - 1)..], place);
        bytes = bytes[..^1];
        Base64Url.EncodeToUtf8(bytes, id);
    }
}
