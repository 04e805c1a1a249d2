using System.Numerics;
using System.Runtime.Intrinsics;

namespace Monolith.Platform.Json;

/// <summary>Finds where an object or array ends by its brackets and quotes alone, 64 bytes at a time.</summary>
/// <remarks>The data of a message are passed over once and read once. At this pace the first costs a tenth of the second.</remarks>
public static class JsonBrackets
{
    private const int BlockBytes = 64;

    // Lower and upper bracket differ from the braces in this bit alone.
    private const byte BraceBit = 0x20;

    /// <summary>How long the object or array is that the text begins with; 0 when it does not end.</summary>
    public static int LengthOf(ReadOnlySpan<byte> json)
    {
        var state = default(State);
        var at = 0;
        for (; at + BlockBytes <= json.Length; at += BlockBytes)
        {
            if (state.TryFindEnd(json.Slice(at, BlockBytes), out var end))
            {
                return at + end;
            }
        }

        // Zeros are neither brackets nor quotes.
        Span<byte> last = stackalloc byte[BlockBytes];
        last.Clear();
        json[at..].CopyTo(last);
        return state.TryFindEnd(last, out var endOfLast) ? at + endOfLast : 0;
    }

    /// <summary>What is known at the beginning of a block.</summary>
    private struct State
    {
        private int _depth;
        private bool _isEscaped;
        private ulong _inString;

        /// <returns>True when the value ends in the block; then <paramref name="end"/> is the place after it.</returns>
        public bool TryFindEnd(ReadOnlySpan<byte> block, out int end)
        {
            var low = Vector256.Create(block[..Vector256<byte>.Count]);
            var high = Vector256.Create(block[Vector256<byte>.Count..]);
            var quotes = Mask(low, high, (byte)'"') & ~Escaped(Mask(low, high, (byte)'\\'));

            // Each bit becomes the parity of the quotes up to it: set inside of strings.
            var inString = quotes;
            for (var shift = 1; shift < BlockBytes; shift *= 2)
            {
                inString ^= inString << shift;
            }

            inString ^= _inString;
            _inString = (ulong)((long)inString >> (BlockBytes - 1));

            var (lowBraces, highBraces) = (low | Vector256.Create(BraceBit), high | Vector256.Create(BraceBit));
            var opening = Mask(lowBraces, highBraces, (byte)'{') & ~inString;
            var closing = Mask(lowBraces, highBraces, (byte)'}') & ~inString;
            end = 0;
            var closed = BitOperations.PopCount(closing);
            if (closed < _depth)
            {
                _depth += BitOperations.PopCount(opening) - closed;
                return false;
            }

            return TryFindEnd(opening, closing, out end);
        }

        private bool TryFindEnd(ulong opening, ulong closing, out int end)
        {
            for (var brackets = opening | closing; brackets != 0; brackets &= brackets - 1)
            {
                end = BitOperations.TrailingZeroCount(brackets);
                _depth += ((opening >> end) & 1) != 0 ? 1 : -1;
                end++;
                if (_depth == 0)
                {
                    return true;
                }
            }

            end = 0;
            return false;
        }

        // The bytes that follow a backslash which is not escaped itself. Most blocks have none.
        private ulong Escaped(ulong backslashes)
        {
            var escaped = _isEscaped ? 1UL : 0;
            _isEscaped = false;
            for (var left = backslashes & ~escaped; left != 0; left &= left - 1)
            {
                var place = BitOperations.TrailingZeroCount(left);
                if (place == BlockBytes - 1)
                {
                    _isEscaped = true;
                    break;
                }

                escaped |= 1UL << (place + 1);
                left &= ~escaped | (1UL << place);
            }

            return escaped;
        }

        private static ulong Mask(Vector256<byte> low, Vector256<byte> high, byte value) =>
            Vector256.Equals(low, Vector256.Create(value)).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(high, Vector256.Create(value)).ExtractMostSignificantBits() << 32);
    }
}
