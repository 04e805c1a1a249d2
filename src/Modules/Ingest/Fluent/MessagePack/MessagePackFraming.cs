namespace Monolith.Ingest.Fluent.MessagePack;

/// <summary>What is known of the value at the beginning of some bytes.</summary>
internal enum FrameState
{
    /// <summary>More bytes must come.</summary>
    Incomplete,

    /// <summary>It is whole.</summary>
    Whole,

    /// <summary>It is no MessagePack.</summary>
    Broken,

    /// <summary>It is larger than it may be, by what it says or by what has come.</summary>
    TooLarge,
}

/// <summary>
/// Finds where values end in bytes that come in pieces of any size. It looks at each byte once: what it has seen of a value it
/// remembers until more comes.
/// </summary>
internal sealed class MessagePackFraming(int maxBytes)
{
    private long _values;
    private long _content;
    private int _seen;

    /// <summary>Looks for the end of the value that begins the bytes.</summary>
    /// <param name="bytes">The same beginning as at the last call, if the value was incomplete then.</param>
    /// <param name="length">How long the value is, once it is whole.</param>
    public FrameState Find(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (_seen == 0)
        {
            _values = 1;
        }

        while (_values > 0 || _content > 0)
        {
            var present = (int)Math.Min(_content, bytes.Length - _seen);
            _seen += present;
            _content -= present;
            if (_content > 0 || (_values > 0 && !MessagePackHeader.TryRead(bytes[_seen..], out _)))
            {
                // Whatever is still to come has one byte a value at least.
                return _seen + _content + _values > maxBytes ? FrameState.TooLarge : FrameState.Incomplete;
            }

            if (_values > 0)
            {
                MessagePackHeader.TryRead(bytes[_seen..], out var value);
                if (value.Kind == MessagePackKind.Invalid)
                {
                    return FrameState.Broken;
                }

                _seen += value.HeaderLength;
                _content = value.Length;
                _values += value.Children - 1;
            }
        }

        length = _seen;
        _seen = 0;
        return length > maxBytes ? FrameState.TooLarge : FrameState.Whole;
    }
}
