using System.Buffers.Binary;
using System.Security.Cryptography;
using Monolith.Platform.Buffers;

namespace Monolith.Processing.Enrichment;

/// <summary>Makes correlation ids: 16 hexadecimal digits that no other record has.</summary>
/// <remarks>
/// They count up from a place that each process draws by lot among 2⁶⁴: two processes would have to draw places less than their
/// numbers of records apart to meet. Neighbours differ in their last digits only, so that they take hardly any room once stored.
/// They are no secret.
/// </remarks>
internal static class CorrelationIds
{
    private const int Digits = sizeof(ulong) * 2;

    // Threads take this many at a time, so that they do not wait for each other with each record.
    private const ulong BlockSize = 4096;

    private static ulong _nextBlock = BinaryPrimitives.ReadUInt64LittleEndian(
        RandomNumberGenerator.GetBytes(sizeof(ulong))
    );

    [ThreadStatic]
    private static ulong _next;

    [ThreadStatic]
    private static ulong _left;

    /// <summary>One more.</summary>
    public static ReadOnlyMemory<byte> Next(ScratchBuffer scratch)
    {
        if (_left == 0)
        {
            _next = Interlocked.Add(ref _nextBlock, BlockSize);
            _left = BlockSize;
        }

        _left--;
        var text = scratch.Take(Digits);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _next++);
        Convert.TryToHexStringLower(bytes, text.Span, out _);
        return text;
    }
}
