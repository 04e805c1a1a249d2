using Monolith.Ingest.Sockets.Framing;

namespace Monolith.Ingest.Gelf;

/// <summary>Finds messages that end with a zero byte.</summary>
/// <param name="maxBytes">Of a longer message, its beginning is handed on and the rest is skipped.</param>
internal sealed class ZeroFraming(int maxBytes) : IFraming
{
    private bool _skips;
    private int _searched;

    /// <inheritdoc/>
    public bool WaitsForSilence => false;

    /// <inheritdoc/>
    public int Find(ReadOnlySpan<byte> unread, bool isOver, MessageList messages)
    {
        var at = 0;
        while (at < unread.Length && !messages.IsFull)
        {
            var found = unread[(at + _searched)..].IndexOf((byte)0);
            var end = found < 0 ? unread.Length : at + _searched + found;
            var isTooLong = end - at > maxBytes;
            if (found < 0 && !isTooLong && !isOver && !_skips)
            {
                _searched = end - at;
                return at;
            }

            if (!_skips && end > at)
            {
                messages.Add(at, Math.Min(end - at, maxBytes + 1));
            }

            _skips = found < 0 && (isTooLong || _skips);
            _searched = 0;
            at = Math.Min(end + 1, unread.Length);
        }

        return at;
    }
}
