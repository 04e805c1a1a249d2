namespace Monolith.Processing.Parsing.Fingerprints;

/// <summary>
/// What messages are alike: those that differ only in numbers, ids, hexadecimal digits, UUIDs, times, addresses and what stands in
/// quotes. Worked out in one pass, without writing the pattern down.
/// </summary>
internal static class MessagePattern
{
    // Nobody would take eight letters from a to f for a word.
    private const int MinHex = 8;

    private static ReadOnlySpan<byte> Mask => [0];

    /// <summary>The hash of the message's pattern; 0 for a message without words and values.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> message)
    {
        var hash = new Hash64();
        var scanner = new Scanner(message);
        var wasMask = false;
        var isEmpty = true;
        while (scanner.TryNext(out var word, out var isValue))
        {
            isEmpty = false;

            // A list of values is one value, however long it is.
            if (!isValue)
            {
                hash.Add(word);
            }
            else if (!wasMask)
            {
                hash.Add(Mask);
            }

            wasMask = isValue;
        }

        return isEmpty ? 0 : hash.Value;
    }

    private ref struct Scanner(ReadOnlySpan<byte> message)
    {
        private readonly ReadOnlySpan<byte> _message = message;
        private int _at;
        private bool _hasNoMoreDouble;
        private bool _hasNoMoreSingle;

        /// <summary>Finds the next word or value. What stands between them is no part of the pattern.</summary>
        public bool TryNext(out ReadOnlySpan<byte> word, out bool isValue)
        {
            word = default;
            isValue = false;
            while (_at < _message.Length && !IsPartOfWord(_message[_at]))
            {
                if (TryPassQuoted(_message[_at]))
                {
                    return isValue = true;
                }

                _at++;
            }

            if (_at >= _message.Length)
            {
                return false;
            }

            var start = _at;
            isValue = PassWord();
            word = _message[start.._at];
            return true;
        }

        // Once a quote of a kind was found not to end, no later one of that kind does: each byte is looked at a few times at most.
        private bool TryPassQuoted(byte quote)
        {
            if (quote is not ((byte)'"' or (byte)'\'') || (quote == (byte)'"' ? _hasNoMoreDouble : _hasNoMoreSingle))
            {
                return false;
            }

            var end = _message[(_at + 1)..].IndexOf(quote);
            if (end >= 0)
            {
                _at += end + 2;
                return true;
            }

            _hasNoMoreDouble |= quote == (byte)'"';
            _hasNoMoreSingle |= quote == (byte)'\'';
            return false;
        }

        /// <returns>True when it was a value: it has a digit, or hexadecimal letters alone. Then what is joined to it by dots, dashes
        /// and colons is part of it: times, addresses, UUIDs, versions.</returns>
        private bool PassWord()
        {
            var isValue = false;
            while (true)
            {
                isValue |= PassSegment();
                var isJoined =
                    isValue
                    && _at + 1 < _message.Length
                    && _message[_at] is (byte)'.' or (byte)'-' or (byte)':' or (byte)'@' or (byte)'+'
                    && IsPartOfWord(_message[_at + 1]);
                if (!isJoined)
                {
                    return isValue;
                }

                _at++;
            }
        }

        private bool PassSegment()
        {
            var start = _at;
            var hasDigit = false;
            var isHex = true;
            for (; _at < _message.Length && IsPartOfWord(_message[_at]); _at++)
            {
                var letter = _message[_at];
                var isDigit = (uint)(letter - '0') <= 9;
                hasDigit |= isDigit;
                isHex &= isDigit || (uint)((letter | 0x20) - 'a') <= 5;
            }

            return hasDigit || (isHex && _at - start >= MinHex);
        }

        private static bool IsPartOfWord(byte letter) =>
            (uint)(letter - '0') <= 9 || (uint)((letter | 0x20) - 'a') <= 25 || letter is (byte)'_' or >= 0x80;
    }
}
