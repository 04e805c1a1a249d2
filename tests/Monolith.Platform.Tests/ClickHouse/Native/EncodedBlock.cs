using Monolith.Platform.ClickHouse.Native;

namespace Monolith.Platform.Tests.ClickHouse.Native;

internal static class EncodedBlock
{
    /// <summary>The segments of a block in one piece. Checks on the way that the block knows its size.</summary>
    public static byte[] Of(NativeBlock block)
    {
        var segments = new List<ReadOnlyMemory<byte>>();
        block.Encode(segments);
        var bytes = segments.SelectMany(s => s.ToArray()).ToArray();
        Assert.Equal(bytes.Length, block.EncodedBytes);
        return bytes;
    }
}
