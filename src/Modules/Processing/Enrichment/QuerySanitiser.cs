using Monolith.Platform.Buffers;

namespace Monolith.Processing.Enrichment;

/// <summary>
/// Replaces what queries hold of people by question marks, in one pass: the strings and numbers of SQL, the values of JSON
/// queries, the arguments of key-value commands. Comments of SQL go, because tools write values there too.
/// </summary>
internal static class QuerySanitiser
{
    /// <summary>The query without literals: the same memory when there are none.</summary>
    /// <param name="query">The query.</param>
    /// <param name="system">The kind of database (<c>db.system.name</c>); empty when it is not known.</param>
    /// <param name="scratch">Where a query lies that had to be changed.</param>
    public static ReadOnlyMemory<byte> Clean(
        ReadOnlyMemory<byte> query,
        ReadOnlySpan<byte> system,
        ScratchBuffer scratch
    )
    {
        var target = scratch.Take(query.Length);
        var cleaner = new Cleaner(query.Span, target.Span);
        if (IsCommand(system))
        {
            cleaner.CleanCommand();
        }
        else if (query.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..])
        {
            cleaner.CleanJson();
        }
        else
        {
            // MySQL's strings may have double quotes; elsewhere those are around names.
            cleaner.CleanSql(system.StartsWith("mysql"u8) || system.StartsWith("mariadb"u8));
        }

        scratch.Return(query.Length - cleaner.Written);
        return cleaner.IsChanged ? target[..cleaner.Written] : query;
    }

    private static bool IsCommand(ReadOnlySpan<byte> system) =>
        system.SequenceEqual("redis"u8) || system.SequenceEqual("memcached"u8) || system.SequenceEqual("valkey"u8);

    private ref struct Cleaner(ReadOnlySpan<byte> query, Span<byte> target)
    {
        private readonly ReadOnlySpan<byte> _query = query;
        private readonly Span<byte> _target = target;
        private int _at;

        public int Written { get; private set; }

        public bool IsChanged { get; private set; }

        // GET user:7: the command says what was done, all else whose it was.
        public void CleanCommand()
        {
            var space = _query.IndexOf((byte)' ');
            Copy(space < 0 ? _query.Length : space);
            while (_at < _query.Length)
            {
                if (_query[_at] <= (byte)' ')
                {
                    Copy(1);
                    continue;
                }

                var end = _query[_at..].IndexOfAny(" \r\n\t"u8);
                Hide(end < 0 ? _query.Length - _at : end);
            }
        }

        // The names of members stay; every other string and number goes.
        public void CleanJson()
        {
            while (_at < _query.Length)
            {
                var letter = _query[_at];
                if (letter is (byte)'"' or (byte)'\'')
                {
                    var length = LengthOfString(letter, hasBackslash: true);
                    if (_query[(_at + length)..].TrimStart(" \t\r\n"u8) is [(byte)':', ..])
                    {
                        Copy(length);
                    }
                    else
                    {
                        Hide(length);
                    }
                }
                else if (letter == (byte)':')
                {
                    Copy(1);
                }
                else
                {
                    CleanWord(letter);
                }
            }
        }

        public void CleanSql(bool isDoubleQuotedText)
        {
            while (_at < _query.Length)
            {
                var letter = _query[_at];
                if (letter == (byte)'\'' || (letter == (byte)'"' && isDoubleQuotedText))
                {
                    Hide(LengthOfString(letter, hasBackslash: isDoubleQuotedText));
                }
                else if (letter is (byte)'"' or (byte)'`')
                {
                    Copy(LengthOfString(letter, hasBackslash: false));
                }
                else if (letter == (byte)'$' && LengthOfDollarQuoted() is > 0 and var length)
                {
                    Hide(length);
                }
                else if (letter is (byte)'-' or (byte)'/' && LengthOfComment() is > 0 and var comment)
                {
                    Skip(comment);
                }
                else
                {
                    CleanWord(letter);
                }
            }
        }

        // Names may hold digits (t1, $1, @p0, :p1): only what begins with one is a number.
        private void CleanWord(byte letter)
        {
            if (IsDigit(letter) || (letter == (byte)'.' && _at + 1 < _query.Length && IsDigit(_query[_at + 1])))
            {
                Hide(LengthOfNumber());
                return;
            }

            var length = 1;
            if (IsPartOfName(letter))
            {
                while (_at + length < _query.Length && IsPartOfName(_query[_at + length]))
                {
                    length++;
                }
            }

            Copy(length);
        }

        private readonly int LengthOfNumber()
        {
            var at = _at + 1;
            while (
                at < _query.Length
                && (
                    char.IsAsciiLetterOrDigit((char)_query[at])
                    || _query[at] == (byte)'.'
                    || (_query[at] is (byte)'+' or (byte)'-' && (_query[at - 1] | 0x20) == (byte)'e' && IsExponent(at))
                )
            )
            {
                at++;
            }

            return at - _at;
        }

        // 1e-5, but not 0x1e-5, which is a subtraction.
        private readonly bool IsExponent(int at) => at - _at < 2 || (_query[_at + 1] | 0x20) != (byte)'x';

        private readonly int LengthOfString(byte quote, bool hasBackslash)
        {
            for (var at = _at + 1; at < _query.Length; at++)
            {
                if (_query[at] == (byte)'\\' && hasBackslash)
                {
                    at++;
                }
                else if (_query[at] == quote)
                {
                    // A quote within a string is written twice.
                    if (at + 1 < _query.Length && _query[at + 1] == quote)
                    {
                        at++;
                        continue;
                    }

                    return at + 1 - _at;
                }
            }

            // Cut off in the middle of a string: the rest is part of it.
            return _query.Length - _at;
        }

        // $$text$$ and $tag$text$tag$ of PostgreSQL.
        private readonly int LengthOfDollarQuoted()
        {
            var rest = _query[_at..];
            var length = 1;
            while (length < rest.Length && (char.IsAsciiLetter((char)rest[length]) || rest[length] == (byte)'_'))
            {
                length++;
            }

            if (length >= rest.Length || rest[length] != (byte)'$')
            {
                return 0;
            }

            var tag = rest[..(length + 1)];
            var end = rest[tag.Length..].IndexOf(tag);
            return end < 0 ? rest.Length : tag.Length + end + tag.Length;
        }

        private readonly int LengthOfComment()
        {
            var rest = _query[_at..];
            if (rest.StartsWith("--"u8))
            {
                var end = rest.IndexOf((byte)'\n');
                return end < 0 ? rest.Length : end;
            }

            if (rest.StartsWith("/*"u8))
            {
                var end = rest[2..].IndexOf("*/"u8);
                return end < 0 ? rest.Length : end + 4;
            }

            return 0;
        }

        private void Copy(int length)
        {
            _query.Slice(_at, length).CopyTo(_target[Written..]);
            Written += length;
            _at += length;
        }

        private void Hide(int length)
        {
            IsChanged |= length != 1 || _query[_at] != (byte)'?';
            _target[Written++] = (byte)'?';
            _at += length;
        }

        private void Skip(int length)
        {
            IsChanged = true;
            _at += length;
        }

        private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';

        private static bool IsPartOfName(byte letter) =>
            char.IsAsciiLetterOrDigit((char)letter)
            || letter is (byte)'_' or (byte)'$' or (byte)'@' or (byte)':' or (byte)'#' or >= 0x80;
    }
}
